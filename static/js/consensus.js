// The big screen of a meeting follows the leader: it asks every two seconds, and an answer that
// nothing changed has no body. On the screen of the leader the arrows and figures press the buttons;
// what they send is sent in the background, so that the screen stays full.

const EVERY = 2_000;
const SLOW = 15_000; // when the server does not answer
const TOO_OLD = 20_000;
const RENEW_AFTER = 43_200_000;
const { body } = document;
const screen = document.getElementById("screen");
const lost = document.querySelector("[data-lost]");
const began = Date.now();
let etag = body.dataset.etag;
let heard = Date.now();
let busy = false;

async function look() {
  const answer = await fetch(body.dataset.now, {
    headers: { "If-None-Match": etag, "X-Requested-With": "XMLHttpRequest" },
    cache: "no-store",
    signal: AbortSignal.timeout(SLOW),
  });
  // Logged out, settled meanwhile or stopped: the page itself says what there is now.
  const gone = [401, 403, 404, 410].includes(answer.status) || answer.redirected;
  if (gone || (answer.ok && Date.now() - began > RENEW_AFTER)) return location.reload();
  if (answer.status === 200) {
    const held = document.activeElement?.dataset.key;
    screen.innerHTML = await answer.text();
    etag = answer.headers.get("ETag") ?? "";
    // Who walks by keyboard stays on the same button.
    if (held) screen.querySelector(`[data-key="${held}"]`)?.focus();
  }
  if (answer.status === 200 || answer.status === 304) heard = Date.now();
}

async function follow() {
  try {
    if (!busy && document.visibilityState === "visible") await look();
  } catch {
    // Away for a moment: the next round asks again.
  }
  const words = Date.now() - heard > TOO_OLD ? lost.dataset.lost : "";
  if (lost.textContent !== words) lost.textContent = words;
  setTimeout(follow, words ? SLOW : EVERY);
}

document.addEventListener("submit", async (event) => {
  const { target: form, submitter } = event;
  event.preventDefault();
  if (busy) return;
  busy = true;
  const url = submitter?.getAttribute("formaction") ?? form.action;
  try {
    const answer = await fetch(url, {
      method: "POST",
      body: new FormData(form, submitter),
      headers: { "X-Requested-With": "XMLHttpRequest" },
      signal: AbortSignal.timeout(SLOW),
    });
    // Refused, or somebody else was first: the page of the statement says so.
    if (answer.status === 409 || answer.status === 422) return location.assign(url);
    if (!answer.ok) return location.reload();
    await look();
  } catch {
    heard = 0;
  } finally {
    busy = false;
  }
});

document.addEventListener("keydown", (event) => {
  const { key, target } = event;
  if (event.ctrlKey || event.altKey || event.metaKey || event.repeat) return;
  if (target.matches("input:not([type=hidden]), textarea, select")) return;
  // Single letters and figures can be switched off by who uses them; arrows are no letters.
  if (key.length === 1 && body.dataset.shortcuts === undefined) return;
  const found = screen.querySelector(`[data-key="${CSS.escape(key)}"]`);
  if (!found) return;
  event.preventDefault();
  found.click();
});

setTimeout(follow, EVERY);
