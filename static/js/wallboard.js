// The wall keeps itself current: it asks every fifteen seconds, and an answer that nothing changed
// has no body. It says so when it could not ask: old numbers must not look new.

const EVERY = 15_000;
const TOO_OLD = 60_000;
const MOVE_AFTER = 180_000;
const RENEW_AFTER = 86_400_000;
const { body } = document;
const wall = document.getElementById("wall");
const clock = document.querySelector("[data-clock]");
const lost = document.querySelector("[data-lost]");
const language = document.documentElement.lang;
const zone = { timeZone: "Europe/Amsterdam" };
const hour = new Intl.DateTimeFormat(language, { ...zone, hour: "2-digit", minute: "2-digit" });
const day = new Intl.DateTimeFormat(language, { ...zone, weekday: "short", day: "numeric", month: "short" });
let etag = body.dataset.etag;
let heard = Date.now();
let ahead = 0; // how far the clock of the server is before that of this screen
const began = Date.now();

const now = () => new Date(Date.now() + ahead);

async function ask() {
  try {
    const answer = await fetch(body.dataset.now, {
      headers: { "If-None-Match": etag, "X-Requested-With": "XMLHttpRequest" },
      cache: "no-store",
      signal: AbortSignal.timeout(EVERY),
    });
    // The key no longer holds, or somebody logged out: the page itself says what to do. And once a
    // day the page is asked for anew, for there may be a newer version of it.
    const old = answer.status < 400 && Date.now() - began > RENEW_AFTER;
    if (answer.status === 401 || answer.redirected || old) return location.reload();
    if (answer.status === 200) {
      wall.innerHTML = await answer.text();
      etag = answer.headers.get("ETag") ?? "";
    }
    if (answer.status === 200 || answer.status === 304) {
      heard = Date.now();
      const told = Date.parse(answer.headers.get("Date"));
      if (!Number.isNaN(told)) ahead = told - heard;
    }
  } catch {
    // Away for a moment: the next round asks again.
  }
  tell();
  setTimeout(ask, EVERY);
}

function tell() {
  const old = Date.now() - heard > TOO_OLD;
  const words = old ? `${lost.dataset.lost} ${hour.format(new Date(heard + ahead))}.` : "";
  if (lost.textContent !== words) lost.textContent = words;
}

function tick() {
  const words = `${day.format(now())} ${hour.format(now())}`;
  if (clock.textContent !== words) clock.textContent = words;
  body.className = `at-${Math.floor((Date.now() - began) / MOVE_AFTER) % 4}`;
}

tick();
setInterval(tick, 1000);
setTimeout(ask, EVERY);
