// The tracker brings itself up to date: every half minute it asks whether anything has changed,
// and puts the new numbers and rows in place of the old ones. Not while the page is hidden, and
// never under somebody's selection. Without this file the link "Reload" does the same.

const area = document.getElementById("tracker");
const EVERY = 30000;
let etag = area?.dataset.etag;
let timer = null;

const clock = (moment) => moment.toLocaleTimeString("nl-NL", { hour: "2-digit", minute: "2-digit", timeZone: "Europe/Amsterdam" });

function tell() {
  const time = area.querySelector("[data-updated]");
  const now = new Date();
  time.dateTime = now.toISOString();
  time.textContent = clock(now);
}

// The same place in the new piece: by id, else by address within the same row or table.
function samePlace(element) {
  if (!element || !area.contains(element)) return () => null;
  if (element.id) return () => document.getElementById(element.id);
  const around = element.closest("[id]")?.id;
  const href = element.getAttribute("href");
  return () => {
    const place = document.getElementById(around) ?? area;
    const links = [...place.querySelectorAll("a[href]")];
    return links.find((link) => link.getAttribute("href") === href) ?? null;
  };
}

function selecting() {
  const chosen = document.getSelection();
  return chosen && !chosen.isCollapsed && area.contains(chosen.anchorNode);
}

// A list that is open, or a choice that was not sent yet, is not taken away.
const choosing = () => area.contains(document.activeElement) && document.activeElement.matches("select");

function put(html) {
  const focused = samePlace(document.activeElement);
  const rows = [...area.querySelectorAll("tr[id]")];
  const top = rows.find((row) => row.getBoundingClientRect().bottom > 60);
  const place = top && { id: top.id, top: top.getBoundingClientRect().top };
  const sideways = [...area.querySelectorAll(".table-wrap[id]")].map(({ id, scrollLeft }) => [id, scrollLeft]);
  const down = scrollY;
  area.innerHTML = html;
  for (const [id, left] of sideways) {
    const wrap = document.getElementById(id);
    if (wrap) wrap.scrollLeft = left;
  }
  const row = down > 0 && place && document.getElementById(place.id);
  if (row) scrollBy({ top: row.getBoundingClientRect().top - place.top, behavior: "instant" });
  focused()?.focus({ preventScroll: true });
}

async function ask() {
  if (document.hidden || selecting() || choosing()) return;
  let answer;
  try {
    answer = await fetch(area.dataset.rows, {
      headers: { "If-None-Match": etag, "X-Requested-With": "XMLHttpRequest" },
      cache: "no-store",
      credentials: "same-origin",
    });
  } catch {
    return; // No connection: the time on the page says how old it is.
  }
  // The session ended, or the page is no longer for this person: stop asking.
  if (answer.status === 401 || answer.status === 403) return stop();
  if (answer.status === 304) return tell();
  if (!answer.ok || answer.redirected) return;
  const html = await answer.text();
  if (selecting() || choosing()) return;
  etag = answer.headers.get("ETag");
  put(html);
}

function stop() {
  clearInterval(timer);
  timer = null;
}

function start() {
  timer ??= setInterval(ask, EVERY);
}

if (area) {
  start();
  document.addEventListener("visibilitychange", () => {
    if (document.hidden) return stop();
    start();
    ask();
  });
}
