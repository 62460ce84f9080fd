// The agent's screen: keeps what is typed on the server, fills in what depends on it, picks a
// subject, runs the clock. Listens on the document, so that a swapped workspace works at once.

import "./talkclock.js";
import "./usefound.js";

const QUIET = 500; // milliseconds without a key before the draft is sent
const AGAIN = 4000; // milliseconds until a save that failed is tried once more

const form = () => document.getElementById("contact");
// Not form.action: the buttons of this form are called "action".
const address = () => document.getElementById("workspace").dataset.url;
const saved = () => document.getElementById("saved-at");

// -- Keeping the draft --------------------------------------------------------------------------
let timer = 0;
let underway = null;
let dirty = false;

function later(wait = QUIET) {
  dirty = true;
  clearTimeout(timer);
  timer = setTimeout(keep, wait);
}

function body(current, action) {
  const data = new FormData(current);
  data.set("action", action);
  return new URLSearchParams(data);
}

// By the clock too: what an older page of this contact still sends when it is left may arrive after
// this one was loaded, and what is typed here is newer.
const SINCE = Date.UTC(2020, 0);

function raise(current) {
  const field = current.elements.revision;
  field.value = Math.max(Number(field.value) + 1, Math.floor((Date.now() - SINCE) / 1000));
}

async function keep() {
  const current = form();
  clearTimeout(timer);
  if (!current || !dirty) return;
  // After a save nothing of what went before it may arrive.
  if (underway || sent) return later(100);
  dirty = false;
  raise(current);
  const stop = new AbortController();
  underway = stop;
  saved().textContent = current.dataset.saving;
  try {
    const answer = await window.kcc.fetch(address(), {
      method: "POST",
      body: body(current, "autosave"),
      signal: stop.signal,
    });
    if (form() !== current) return;
    if (answer.ok) show(await answer.text(), current);
    else if (answer.status === 409) refuse(await answer.text());
    else if (answer.status !== 401) throw new Error(String(answer.status));
  } catch (error) {
    if (error.name === "AbortError" || form() !== current) return;
    saved().textContent = current.dataset.unsaved;
    later(AGAIN);
  } finally {
    if (underway === stop) underway = null;
  }
}

function refuse(sentence) {
  saved().textContent = "";
  window.kcc.toast(sentence, "warn");
}

const inSight = (field, current) => {
  const { top, bottom } = field.getBoundingClientRect();
  return top >= 0 && bottom <= current.querySelector(":scope > footer").getBoundingClientRect().top;
};

/** Puts the pieces that depend on what was typed in their places; never where somebody types. */
function show(html, current) {
  const at = current.contains(document.activeElement) ? document.activeElement : null;
  const seen = at && inSight(at, current);
  const pieces = new DOMParser().parseFromString(html, "text/html").querySelectorAll("[data-live]");
  let whole = true;
  for (const piece of pieces) {
    const place = document.getElementById(piece.id);
    if (!place || place.isEqualNode(piece)) continue;
    // The clock runs by itself; it only changes face when the conversation begins or ends.
    if (piece.id === "clock" && piece.dataset.phase === place.dataset.phase) continue;
    const inside = place.contains(document.activeElement);
    const typing = inside && document.activeElement.matches("input, textarea, select");
    // Something was chosen since this was sent: the next answer knows it, this one would undo it.
    if (typing || (dirty && place.querySelector("input, textarea, select"))) {
      whole = false;
      continue;
    }
    const { id } = document.activeElement;
    place.replaceWith(document.importNode(piece, true));
    if (inside && id) document.getElementById(id)?.focus();
  }
  // A piece is not as the server thinks it is: the next answer brings them all.
  if (!whole) current.elements.shown.value = "";
  fillDefaults(current);
  // A banner above it may have pushed the field behind the bar with the buttons.
  if (seen && at.isConnected && !inSight(at, current)) at.scrollIntoView({ block: "nearest" });
  const another = document.getElementById("tab-new");
  if (another) another.hidden = false;
  if (location.pathname !== address()) history.replaceState(null, "", address());
}

// The department follows the subject until somebody chooses another one; where an answer goes
// follows the number and address of the caller. A subject that is about a place opens the field
// for it.
const FOLLOWS = { callback_phone: "phone", callback_handle: "phone", callback_email: "email" };
const nameIn = (field) => field.name.split("-")[1];
const departmentOf = (select) =>
  document.getElementById(`${select.name.split("-")[0]}-about`)?.dataset.department ?? "";
const departments = (current) =>
  current.querySelectorAll("select:is([name$=-callback_department], [name$=-transfer_department])");

// What a field was filled in with; anything else in it was chosen by somebody, and stays.
function remember() {
  const current = form();
  if (current) for (const select of departments(current)) select.dataset.filled = departmentOf(select);
}

function follow(field, value, before) {
  if (!value || field.value === value || field === document.activeElement) return false;
  if (field.dataset.chosen || (field.value && field.value !== before)) return false;
  field.value = field.dataset.filled = value;
  return true;
}

function fillDefaults(current) {
  if (current.querySelector("[data-place]") && !current.elements.customer.value)
    current.querySelector(".who .more").open = true;
  for (const select of departments(current))
    if (follow(select, departmentOf(select), select.dataset.filled)) later(0);
  for (const field of current.querySelectorAll("input[name*=-callback_]")) {
    const source = current.elements[FOLLOWS[nameIn(field)]];
    if (source) follow(field, source.value, field.dataset.filled ?? source.defaultValue);
  }
}

remember();

document.addEventListener("input", ({ target }) => {
  if (target.form !== form() || !form()) return;
  if (target.matches("[name*=-callback_], [name$=-transfer_department]")) target.dataset.chosen = "yes";
  if (target.dataset.picker) look(target);
  if (/-category$/.test(target.name)) reveal(target);
  later(target.matches("select, [type=radio], [type=checkbox]") ? 0 : QUIET);
});

// What an outcome asks for next would stay unseen behind the bar with the buttons.
function reveal({ form: current, name, value }) {
  const follow = current.querySelector(`#${name.split("-")[0]} .follow[data-for="${value}"]`);
  requestAnimationFrame(() => follow?.scrollIntoView({ block: "nearest" }));
}

// A save takes over from a draft under way: the older one must never arrive after it.
document.addEventListener(
  "submit",
  (event) => {
    const { target, submitter } = event;
    if (target !== form()) return;
    // Enter chose a subject of which the list is still on its way: that one is saved, not the letters
    // that were typed.
    if (looking?.meansFirst && submitter?.value === "save") {
      event.preventDefault();
      event.stopImmediatePropagation();
      looking.andThen = () => target === form() && target.requestSubmit(submitter);
      return;
    }
    looking?.abort();
    clearTimeout(timer);
    underway?.abort();
    underway = null;
    dirty = false;
    raise(target);
    sent = { url: address(), values: valuesOf(target), focus: document.activeElement.id };
  },
  true,
);

// What is typed between pressing a button and its answer belongs in the answer too.
let sent = null;
let since = null;

const valuesOf = (current) => new Map(new FormData(current));

document.addEventListener("htmx:before:swap", () => {
  const current = form();
  const was = sent;
  since = sent = null;
  if (!current || !was || was.url !== address()) return;
  clearTimeout(timer);
  dirty = false;
  const changed = [...valuesOf(current)].filter(
    ([name, value]) => !["revision", "shown"].includes(name) && was.values.get(name) !== value,
  );
  const { id, selectionStart } = document.activeElement;
  const moved = id && id !== was.focus && current.contains(document.activeElement);
  since = { url: was.url, changed, focus: moved ? id : "", selectionStart };
});

// It got no answer: what is typed is kept again.
document.addEventListener("htmx:finally:request", ({ detail }) => {
  if (detail.ctx.sourceElement === form()) sent = null;
});

document.addEventListener("htmx:after:swap", () => {
  const current = form();
  // The number and code to read out stand above the form, which gets the focus.
  const code = document.querySelector(".registered");
  if (code) requestAnimationFrame(() => code.scrollIntoView({ block: "nearest" }));
  document.querySelectorAll("[data-picker]").forEach(prepare);
  remember();
  if (!current || !since || since.url !== address()) return;
  for (const [name, value] of since.changed) {
    const field = current.elements[name];
    if (field?.type === "checkbox") field.checked = true;
    else if (field && "value" in field) field.value = value;
    if (field?.dataset?.picker) look(field);
  }
  const field = since.focus && document.getElementById(since.focus);
  if (field) {
    field.focus();
    if (since.selectionStart != null) field.setSelectionRange?.(since.selectionStart, since.selectionStart);
  }
  if (since.changed.length) later(0);
  since = null;
});

addEventListener("pagehide", () => {
  const current = form();
  if (!current || !dirty) return;
  raise(current);
  fetch(address(), { method: "POST", body: body(current, "autosave"), keepalive: true });
});

// -- Picking a subject ---------------------------------------------------------------------------
let looking = null;

const OPTION = "[role=option]:not([aria-disabled])";
const listOf = (input) => document.getElementById(input.dataset.picker);
const boxOf = (input) => listOf(input).parentElement;
const isOpen = (input) => !boxOf(input).hidden;

function prepare(input) {
  if (input.getAttribute("role")) return;
  input.removeAttribute("list");
  input.setAttribute("role", "combobox");
  input.setAttribute("aria-autocomplete", "list");
  input.setAttribute("aria-controls", input.dataset.picker);
  input.setAttribute("aria-expanded", "false");
}

function close(input) {
  boxOf(input).hidden = true;
  input.setAttribute("aria-expanded", "false");
  input.removeAttribute("aria-activedescendant");
}

async function look(input) {
  looking?.abort();
  const stop = (looking = new AbortController());
  try {
    const answer = await window.kcc.fetch(form().dataset.subjects, {
      method: "POST",
      body: new URLSearchParams({ q: input.value }),
      signal: stop.signal,
    });
    if (!answer.ok) return;
    const list = listOf(input);
    list.innerHTML = await answer.text();
    for (const option of list.querySelectorAll(OPTION))
      option.id = `${list.id}-${option.id}`;
    if (looking !== stop) return;
    const first = list.querySelector(OPTION);
    if (stop.meansFirst) return take(input, first);
    if (document.activeElement !== input) return;
    boxOf(input).hidden = false;
    input.setAttribute("aria-expanded", "true");
    mark(input, first);
  } catch (error) {
    if (error.name !== "AbortError") close(input);
  } finally {
    if (looking === stop) looking = null;
    stop.andThen?.();
  }
}

function mark(input, option) {
  for (const other of listOf(input).children)
    if (other.role === "option") other.ariaSelected = String(other === option);
  if (!option) return input.removeAttribute("aria-activedescendant");
  input.setAttribute("aria-activedescendant", option.id);
  option.scrollIntoView({ block: "nearest" });
}

const noteOf = (input) => document.getElementById(`id_${input.name.split("-")[0]}-note`);

function take(input, option) {
  close(input);
  if (!option) return;
  input.value = option.dataset.value;
  // Another subject: its own department is asked again.
  for (const kind of ["callback", "transfer"]) {
    const select = form().elements[`${input.name.split("-")[0]}-${kind}_department`];
    if (!select) continue;
    delete select.dataset.chosen;
    select.dataset.filled = select.value;
  }
  later(0);
}

function pick(input, option) {
  take(input, option);
  if (option) noteOf(input).focus();
}

document.querySelectorAll("[data-picker]").forEach(prepare);
document.addEventListener("focusin", ({ target }) => target.dataset?.picker && prepare(target));
document.addEventListener("focusout", ({ target }) => {
  if (target.dataset?.picker && listOf(target)) close(target);
});
// Before focusout, so that the list is still there to be clicked on.
document.addEventListener("mousedown", (event) => {
  const option = event.target.closest?.(`.picker ${OPTION}`);
  if (!option) return;
  event.preventDefault();
  pick(option.closest(".picker").querySelector("[data-picker]"), option);
});

document.addEventListener(
  "keydown",
  (event) => {
    const { target: input, key } = event;
    if (!input.dataset?.picker || event.isComposing || event.ctrlKey || event.altKey) return;
    const options = [...listOf(input).querySelectorAll(OPTION)];
    const at = options.findIndex((option) => option.ariaSelected === "true");
    if (key === "Enter") {
      // Typed faster than the answer came: the first one that comes is meant, and on to the note.
      if (looking && input.value) {
        looking.meansFirst = true;
        noteOf(input).focus();
      } else if (isOpen(input)) pick(input, options[at]);
      event.preventDefault();
    } else if (key === "Tab" && isOpen(input) && at >= 0 && !event.shiftKey) {
      pick(input, options[at]);
      event.preventDefault();
    } else if (key === "Escape" && isOpen(input)) {
      close(input);
      event.stopPropagation();
    } else if (key === "ArrowDown" || key === "ArrowUp") {
      event.preventDefault();
      if (!isOpen(input)) return void look(input);
      const step = key === "ArrowDown" ? 1 : options.length - 1;
      mark(input, options[(at + step) % options.length]);
    }
  },
  true,
);

// -- Digits choose the outcome of the question somebody is in --------------------------------------
document.addEventListener(
  "keydown",
  (event) => {
    const { target, key } = event;
    if (!/^[1-9]$/.test(key) || event.ctrlKey || event.altKey || event.metaKey) return;
    if (document.body.dataset.shortcuts === undefined) return;
    if (!target.matches?.(".question input:is([type=radio], [type=checkbox]), .question button"))
      return;
    const choices = target.closest(".question").querySelectorAll("input[name$=-category]");
    const choice = choices[Number(key) - 1];
    if (!choice) return;
    event.preventDefault();
    event.stopPropagation();
    choice.focus();
    choice.click();
  },
  true,
);

// j and k answer the banner; with Alt they do so from within a field too.
document.addEventListener("keydown", (event) => {
  if (!event.altKey || event.ctrlKey || !/^[jk]$/.test(event.key)) return;
  const button = form()?.querySelector(`.banner [data-key="${event.key}"]`);
  if (!button) return;
  event.preventDefault();
  button.click();
});
