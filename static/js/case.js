// The page of one case: choosing a step opens its form, a form beside it gets the cursor, and
// colleagues who have the same case open are shown.

import "./leaving.js";

const TYPED = "textarea, select, input:not([type=hidden], [type=radio], [type=submit])";
let byArrow = false;

const first = (place) =>
  place?.querySelector(".invalid :is(textarea, select, input)") ?? place?.querySelector(TYPED);
const way = document.querySelector(".way");
const radios = () => [...(way?.querySelectorAll("input[name=step]") ?? [])];
const panelOf = (radio) => way.querySelectorAll(":scope > .panel")[radios().indexOf(radio)];

// -- The way ----------------------------------------------------------------------------------
// Walking through the steps with the arrow keys leaves the cursor where it is.
document.addEventListener("keydown", ({ key }) => (byArrow = key.startsWith("Arrow")), true);
document.addEventListener("pointerdown", () => (byArrow = false), true);

// While the case is being closed the digits choose its result.
function digits() {
  const closing = way?.querySelector(":scope > .closing")?.checkVisibility();
  for (const step of way?.querySelectorAll("label.step") ?? []) {
    step.dataset.place ??= step.dataset.key;
    if (closing) delete step.dataset.key;
    else step.dataset.key = step.dataset.place;
  }
}
digits();

document.addEventListener("change", ({ target }) => target.name === "step" && digits());
document.addEventListener("click", ({ target }) => {
  if (!target.matches("input[name=step]") || byArrow) return;
  const panel = panelOf(target);
  // The result of a case is chosen first, with its digit.
  (panel.matches(".closing") ? panel.querySelector("input[type=radio]") : first(panel))?.focus();
});

document.addEventListener("click", (event) => {
  const open = event.target.closest("[data-cancel]")?.closest(".place");
  if (!open) return;
  event.preventDefault();
  shut(open);
});

function shut(open) {
  open.replaceChildren();
  document.querySelector(`[hx-target="#${open.id}"]`)?.focus();
}

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || !event.target.closest) return;
  const panel = event.target.closest(".way > .panel");
  const open = event.target.closest(".place");
  if (panel) {
    const radio = radios().find((each) => panelOf(each) === panel);
    radio.checked = false;
    radio.focus();
    digits();
  } else if (open) shut(open);
});

// -- Forms that open --------------------------------------------------------------------------
// The place stays when its form is replaced by another one.
let place = null;
document.addEventListener("htmx:before:request", ({ detail }) => {
  const { sourceElement } = detail.ctx;
  const opens = sourceElement.getAttribute("hx-target");
  place = opens?.startsWith("#place-")
    ? document.querySelector(opens)
    : sourceElement.closest(".place, .alone-form");
});
document.addEventListener("htmx:after:swap", () => {
  const summary = place?.querySelector(".error-summary, [autofocus]");
  const found = place?.querySelector(".options-found input:checked, .options-found input");
  (summary ?? found ?? first(place))?.focus();
});
document.addEventListener(
  "toggle",
  ({ target }) => target.open && target.matches("details.menu") && first(target)?.focus(),
  true,
);

// -- Who else is here ---------------------------------------------------------------------------
const EVERY = 20000;
const here = document.getElementById("presence");
let timer;
let shown = "";

function say(extra = {}) {
  const body = new URLSearchParams({ version: here.dataset.version, ...extra });
  if (here.dataset.editing !== undefined) body.set("editing", "1");
  const token = document.cookie.match(/csrftoken=([^;]+)/)?.[1] ?? "";
  // Not kcc.fetch: a session that ended must not open the log-in window by itself.
  return fetch(here.dataset.presence + location.search, {
    method: "POST",
    body,
    keepalive: true,
    headers: { "X-CSRFToken": token, "X-Requested-With": "XMLHttpRequest" },
  });
}

async function ask() {
  try {
    const answer = await say();
    if (answer.status === 401 || answer.status === 404) return;
    const html = answer.ok ? (await answer.text()).trim() : shown;
    // Said again it would be read out again.
    if (html !== shown) here.innerHTML = shown = html;
  } catch {
    // Away for a moment: the next round asks again.
  }
  next();
}

function next() {
  clearTimeout(timer);
  timer = setTimeout(() => document.hidden || ask(), EVERY);
}

if (here) {
  ask();
  document.addEventListener("visibilitychange", () => document.hidden || ask());
  addEventListener("pagehide", () => say({ left: "1" }).catch(() => {}));
}
