// Filling in a pillar: every statement is kept by itself while it is answered, and the keys belong to
// the statement somebody is at. Sends from here and not by htmx: only the fields of one statement go,
// as they are at the moment of sending, and what failed is tried again.

const QUIET = 800; // milliseconds without a key before a remark is sent
const AGAIN = 4000; // milliseconds until a save that failed is tried once more

const form = document.querySelector("[data-filling]");
const saved = document.getElementById("saved");
const statements = [...form.querySelectorAll("[data-statement]")];
const now = new Intl.DateTimeFormat(document.documentElement.lang, { hour: "2-digit", minute: "2-digit" });

// -- Keeping ------------------------------------------------------------------------------------
const waiting = new Map(); // statement -> timer
const queued = new Set(); // statements that are about to be sent
let line = Promise.resolve(); // one after another, so that the newest count comes last
let sending = false;
const refused = new Set(); // statements that wait for a choice of the person

function later(statement, wait) {
  clearTimeout(waiting.get(statement));
  waiting.set(statement, setTimeout(keep, wait, statement));
}

function body(statement) {
  const data = new URLSearchParams();
  for (const field of statement.elements)
    if (field.name && (field.type !== "radio" || field.checked)) data.append(field.name, field.value);
  return data;
}

function keep(statement) {
  clearTimeout(waiting.get(statement));
  waiting.delete(statement);
  if (queued.has(statement)) return;
  queued.add(statement);
  line = line.then(() => send(statement));
}

async function send(statement) {
  // What is chosen from here on goes with the next one.
  const fields = body(statement);
  queued.delete(statement);
  sending = true;
  saved.textContent = form.dataset.saving;
  try {
    const answer = await window.kcc.fetch(statement.dataset.url, { method: "POST", body: fields });
    const text = await answer.text();
    if (answer.ok || answer.status === 409) show(text, statement);
    if (answer.ok) {
      refused.delete(statement);
      saved.textContent = `✓ ${form.dataset.saved} ${now.format(new Date())}`;
    } else if (answer.status >= 400 && answer.status < 500 && answer.status !== 429) {
      // Nothing to try again by itself: somebody has to choose, or to log in.
      refused.add(statement);
      saved.textContent = form.dataset.refused;
      if (answer.status === 422) window.kcc.toast(text, "warn");
    } else throw new Error(String(answer.status));
  } catch {
    saved.textContent = form.dataset.unsaved;
    later(statement, AGAIN);
  } finally {
    sending = false;
  }
}

/** Puts what belongs under the answer, and how many are done, in their places. */
function show(html, statement) {
  const pieces = new DOMParser().parseFromString(html, "text/html");
  for (const piece of pieces.querySelectorAll("[id]"))
    document.getElementById(piece.id)?.replaceWith(document.importNode(piece, true));
  statement.toggleAttribute("data-done", statement.querySelector("input[type=radio]:checked") !== null);
}

const statementOf = (element) => element.closest?.("[data-statement]");

form.addEventListener("change", ({ target }) => statementOf(target) && later(statementOf(target), 0));
form.addEventListener("input", ({ target }) => {
  if (target.type !== "radio" && statementOf(target)) later(statementOf(target), QUIET);
});
form.addEventListener("click", ({ target }) => {
  if (target.closest("[data-keep]")) keep(statementOf(target));
});

// The button sends everything: not while something is on its way, whose version it would not know.
form.addEventListener("submit", async (event) => {
  for (const timer of waiting.values()) clearTimeout(timer);
  waiting.clear();
  if (!queued.size && !sending) return;
  event.preventDefault();
  await line;
  form.requestSubmit(event.submitter);
});
let leaving = false;
form.addEventListener("submit", () => setTimeout(() => (leaving = true)));
addEventListener("beforeunload", (event) => {
  if (!leaving && (waiting.size || queued.size || sending || refused.size)) event.preventDefault();
});

// -- Where somebody is --------------------------------------------------------------------------
let current = null;

/** The keys of the page belong to one statement: kcc.js does what they say. */
function mark(statement) {
  if (!statement || statement === current) return;
  for (const label of current?.querySelectorAll("[data-choice]") ?? []) delete label.dataset.key;
  current?.classList.remove("current");
  current = statement;
  current.classList.add("current");
  for (const label of current.querySelectorAll("[data-choice]")) label.dataset.key = label.dataset.choice;
}

function go(statement) {
  if (!statement) return;
  mark(statement);
  const field = statement.querySelector("input:checked") ?? statement.querySelector("input[type=radio]");
  field.focus({ preventScroll: true });
  statement.scrollIntoView({ block: "nearest" });
}

form.addEventListener("focusin", ({ target }) => mark(statementOf(target)));
form.addEventListener("click", ({ target }) => {
  const step = Number(target.closest("[data-step]")?.dataset.step);
  if (step) go(statements[statements.indexOf(current) + step]);
});
form.addEventListener("keydown", (event) => {
  // Enter on an answer would send the whole page.
  if (event.key !== "Enter" || event.ctrlKey || event.target.type !== "radio") return;
  event.preventDefault();
  go(statements[statements.indexOf(current) + 1]);
});

const open = () => statements.find((each) => !("done" in each.dataset));
mark(statements.find((each) => `#${each.id}` === location.hash) ?? open() ?? statements[0]);
