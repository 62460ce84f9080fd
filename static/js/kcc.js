// What every page can do: keys, dialogs, messages, sending. Listens on the document, so pieces
// that htmx swaps in work at once. Bigger things are fetched when they are first used.
// Other scripts find { fetch, toast, ask } on window.kcc.

const root = document.documentElement;
const page = document.body;
const texts = document.getElementById("texts").dataset;
root.classList.add("js");

// -- Messages ---------------------------------------------------------------------------------
const area = document.getElementById("messages");

/** Shows a sentence at the bottom of the page. kind: ok, info, warn or late. */
function toast(text, kind = "late") {
  const box = document.createElement("div");
  box.className = `toast ${kind}`;
  box.dataset.toast = "";
  const words = document.createElement("div");
  words.textContent = text;
  const close = document.createElement("button");
  close.type = "button";
  close.className = "btn plain small icon-only";
  close.dataset.dismiss = "";
  close.ariaLabel = texts.close;
  close.textContent = "×";
  box.append(document.createElement("span"), words, close);
  area.append(box);
}

// Good news leaves by itself, an undo after 30 seconds; trouble stays until it is closed.
function age(box) {
  const wait = box.querySelector("form") ? 30000 : box.matches(".ok, .info") ? 10000 : 0;
  if (!wait) return;
  const leave = () => (box.matches(":hover, :focus-within") ? setTimeout(leave, 3000) : box.remove());
  setTimeout(leave, wait);
}
// The key takes back what was done last; what was done before it has its button still.
function takeKey(box) {
  if (!box.querySelector("[data-key]")) return;
  for (const button of area.querySelectorAll("[data-key]")) {
    if (box.contains(button)) continue;
    delete button.dataset.key;
    button.querySelector("kbd")?.remove();
  }
}
area.querySelectorAll("[data-toast]").forEach(age);
new MutationObserver((changes) => {
  for (const { addedNodes } of changes)
    for (const node of addedNodes)
      if (node.nodeType === 1) {
        age(node);
        takeKey(node);
      }
}).observe(area, { childList: true });

// -- Sending ----------------------------------------------------------------------------------
let lastAnswer = Date.now();
let loggingIn = null;

// The cookie is always the newest: after a log-in in another tab too.
const token = () => document.cookie.match(/csrftoken=([^;]+)/)?.[1];

function fresh(options) {
  const headers = new Headers(options.headers);
  if (token()) {
    headers.set("X-CSRFToken", token());
    if (options.body?.has?.("csrfmiddlewaretoken")) options.body.set("csrfmiddlewaretoken", token());
  }
  if (page.dataset.user) headers.set("X-KCC-User", page.dataset.user);
  if (!headers.has("HX-Request")) headers.set("X-Requested-With", "XMLHttpRequest");
  return { credentials: "same-origin", ...options, headers };
}

function logInAgain() {
  loggingIn ??= import("./session.js")
    .then(({ logIn }) => logIn(page.dataset.loginAgain, page.dataset.user, fresh))
    .finally(() => (loggingIn = null));
  return loggingIn;
}

/** fetch() that asks to log in again when the session ended, and then sends the same once more. */
async function send(url, options = {}) {
  let answer = await fetch(url, fresh(options));
  if (answer.status === 401 && page.dataset.loginAgain) {
    if (!(await logInAgain())) return answer;
    // The log-in may take longer than the time-out of the request: that signal is spent.
    const { signal, ...rest } = options;
    if (signal?.aborted && signal.reason !== "timeout") signal.throwIfAborted();
    answer = await fetch(url, fresh(rest));
  }
  lastAnswer = Date.now();
  return answer;
}

document.addEventListener("htmx:before:request", ({ detail }) => {
  detail.ctx.fetch = send;
});
// "Go to #tasks of the page you are on" would only scroll: that page has to be asked for anew.
document.addEventListener("htmx:after:request", ({ detail }) => {
  const { hx } = detail.ctx;
  const to = hx?.redirect && new URL(hx.redirect, location.href);
  if (!to?.hash || to.href.split("#")[0] !== location.href.split("#")[0]) return;
  history.replaceState(history.state, "", to);
  hx.refresh = "true";
});
if (performance.getEntriesByType("navigation")[0]?.type === "reload")
  document.getElementById(location.hash.slice(1))?.focus({ preventScroll: true });
document.addEventListener("htmx:response:error", ({ detail }) => {
  const { status } = detail.ctx.response;
  if (status === 401) toast(texts.login, "warn");
  else if (status === 403) toast(texts.forbidden);
  else if (status === 404) toast(texts.gone);
  else if (status === 429) toast(texts.busy, "warn");
  else if (status >= 500) toast(texts.network);
});
document.addEventListener("htmx:error", ({ detail }) => {
  if (detail.ctx && detail.ctx.sourceElement?.dataset.quiet === undefined) toast(texts.network);
});

// -- Asking first -----------------------------------------------------------------------------
/** Asks a question in a window; true when the answer is yes. */
function ask(question, yes) {
  const box = document.getElementById("confirm");
  const button = box.querySelector("[value=yes]");
  button.dataset.usual ??= button.textContent;
  box.querySelector("h2").textContent = question;
  button.textContent = yes || button.dataset.usual;
  box.returnValue = "";
  box.showModal();
  return new Promise((done) => {
    box.addEventListener("close", () => done(box.returnValue === "yes"), { once: true });
  });
}
document.addEventListener("htmx:confirm", (event) => {
  const { ctx, issueRequest, dropRequest } = event.detail;
  if (!ctx.confirm || /^(js|javascript):/.test(ctx.confirm)) return;
  event.preventDefault();
  const { confirmYes } = ctx.sourceElement.dataset;
  ask(ctx.confirm, confirmYes).then((sure) => (sure ? issueRequest() : dropRequest()));
});

// -- Forms that load a new page -----------------------------------------------------------------
const agreed = new WeakSet();
const underway = new WeakSet();
const byHtmx = (form) => form.matches("[hx-post], [hx-get], [hx-put], [hx-patch], [hx-delete]");

// Nothing typed may be lost to a session that ended while somebody was typing: ask the server.
async function stillLoggedIn() {
  try {
    const answer = await send(page.dataset.loginAgain, { headers: { Accept: "application/json" } });
    return answer.ok;
  } catch {
    toast(texts.network);
    return false;
  }
}

document.addEventListener(
  "submit",
  async (event) => {
    const { target: form, submitter } = event;
    // Not form.method: a control of the form may have that name.
    const method = form.getAttribute("method")?.toLowerCase();
    if (method === "dialog" || form.closest("#again")) return;
    const stop = () => {
      event.preventDefault();
      event.stopImmediatePropagation();
    };
    const question = submitter?.dataset.confirm ?? form.dataset.confirm;
    if (question && !agreed.has(form)) {
      stop();
      const yes = submitter?.dataset.confirmYes ?? form.dataset.confirmYes;
      if (await ask(question, yes)) {
        agreed.add(form);
        form.requestSubmit(submitter);
      }
      return;
    }
    if (byHtmx(form) || method !== "post") return void agreed.delete(form);
    if (underway.has(form)) return stop();
    // An answer of some lines is worth a question to the server each time.
    const trust = form.querySelector("textarea") ? 2000 : 60000;
    const idle = Date.now() - lastAnswer > trust;
    if (idle && page.dataset.loginAgain && form.dataset.anonymous === undefined) {
      stop();
      agreed.add(form);
      if (await stillLoggedIn()) form.requestSubmit(submitter);
      return;
    }
    agreed.delete(form);
    const field = form.elements.csrfmiddlewaretoken;
    if (field && token()) field.value = token();
    // A second click within the request does nothing.
    underway.add(form);
    setTimeout(() => underway.delete(form), 5000);
  },
  true,
);
// Unless a script took the form over, which may send it itself at any moment from now on.
addEventListener("submit", (event) => event.defaultPrevented && underway.delete(event.target));
addEventListener("pageshow", (event) => event.persisted && location.reload());

document.addEventListener("change", ({ target }) => {
  if (target.dataset.submit !== undefined) target.form.requestSubmit();
});

// -- Menus and windows ----------------------------------------------------------------------------
const openMenus = () => document.querySelectorAll("details.menu[open]");

document.addEventListener("click", (event) => {
  const { target } = event;
  for (const menu of openMenus()) if (!menu.contains(target)) menu.open = false;
  const button = target.closest("[data-open], [data-close], [data-dismiss]");
  if (button?.dataset.open) {
    if (button.dataset.open === "keys") listKeys();
    document.getElementById(button.dataset.open)?.showModal();
    for (const menu of openMenus()) menu.open = false;
  } else if (button?.dataset.close !== undefined) button.closest("dialog")?.close();
  else if (button) button.closest("[data-toast]")?.remove();
  else if (target.matches("dialog:not(#again)")) {
    const { left, right, top, bottom } = target.getBoundingClientRect();
    const { clientX: x, clientY: y } = event;
    const outside = x < left || x > right || y < top || y > bottom;
    if (outside && (x || y)) target.close();
  }
});
document.addEventListener("focusout", ({ target, relatedTarget }) => {
  const menu = target.closest?.("details.menu[open]");
  if (menu && relatedTarget && !menu.contains(relatedTarget)) menu.open = false;
});

// -- Keys -------------------------------------------------------------------------------------
const TYPING =
  "textarea, select, [contenteditable], input:not([type=checkbox], [type=radio], [type=button], [type=submit], [type=file], [type=range])";
let waiting = "";

const plain = (combo) => !/^(Ctrl|Alt)\+/.test(combo);
const labelOf = (element) => {
  if (element.dataset.keyLabel) return element.dataset.keyLabel;
  const copy = element.cloneNode(true);
  copy.querySelectorAll("kbd, .count, .hide").forEach((part) => part.remove());
  return element.ariaLabel || copy.textContent.trim() || element.placeholder || "";
};

function usable() {
  const shown = document.querySelector("dialog[open]") ?? document;
  return [...shown.querySelectorAll("[data-key]")].filter(
    (element) => element.checkVisibility() && !element.matches(":disabled, [aria-disabled=true]"),
  );
}

function activate(element) {
  const field = element.matches("label") ? element.control : element;
  if (field?.matches("input:not([type=radio], [type=checkbox]), textarea, select")) {
    field.focus();
    field.select?.();
    return;
  }
  if (field !== element) field.focus();
  element.click();
}

function combination(event) {
  const digit = event.altKey && event.code.match(/^Digit(\d)$/)?.[1];
  const key = digit || (event.key.length === 1 ? event.key.toLowerCase() : event.key);
  if (event.ctrlKey || event.metaKey) return `Ctrl+${key}`;
  if (event.altKey) return `Alt+${key}`;
  return event.shiftKey && /^[a-z]$/.test(key) ? "" : key;
}

function listKeys() {
  const list = document.querySelector("[data-keys]");
  list.replaceChildren();
  const seen = new Set();
  for (const element of usable()) {
    const { key } = element.dataset;
    // Ctrl+Enter stands in the sheet already.
    if (seen.has(key) || key === "Ctrl+Enter" || (plain(key) && page.dataset.shortcuts === undefined)) continue;
    seen.add(key);
    const term = document.createElement("dt");
    for (const part of key.split(/[+ ](?=.)/)) {
      const mark = document.createElement("kbd");
      mark.textContent = part === "Enter" ? "↵" : part;
      term.append(mark, " ");
    }
    const words = document.createElement("dd");
    words.textContent = labelOf(element);
    list.append(term, words);
  }
}

document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.isComposing || event.repeat) return;
  const combo = combination(event);
  if (combo === "Escape") {
    for (const menu of openMenus()) {
      menu.open = false;
      menu.querySelector("summary").focus();
    }
    return;
  }
  if (combo === "Ctrl+k") {
    event.preventDefault();
    import("./palette.js").then(({ open }) => open(usable(), labelOf));
    return;
  }
  if (plain(combo)) {
    if (page.dataset.shortcuts === undefined) return;
    // A field in a window that has just closed may still have the focus for a moment.
    if (event.target.matches(TYPING) && event.target.checkVisibility()) return;
    // Whoever types on after a refusal means a field; no letter of it may do something.
    if (event.target.closest(".error-summary")) return;
    if (combo === "?" && !document.querySelector("dialog[open]")) {
      event.preventDefault();
      listKeys();
      document.getElementById("keys").showModal();
      return;
    }
  }
  const elements = usable();
  const sequence = waiting ? `${waiting} ${combo}` : combo;
  const found =
    elements.find((element) => element.dataset.key === sequence) ??
    elements.find((element) => element.dataset.key === combo);
  waiting = "";
  if (found) {
    event.preventDefault();
    activate(found);
  } else if (combo === "Ctrl+Enter" && event.target.closest("form")) {
    const form = event.target.form ?? event.target.closest("form");
    event.preventDefault();
    form.requestSubmit(form.querySelector(".btn.primary:not([type=button])"));
  } else if (plain(combo) && elements.some(({ dataset }) => dataset.key.startsWith(`${combo} `))) {
    waiting = combo;
    setTimeout(() => (waiting = ""), 1200);
  }
});

// -- One fault: straight to its field ---------------------------------------------------------
const faults = document.querySelectorAll(".error-summary a");
if (faults.length === 1) document.getElementById(faults[0].hash.slice(1))?.focus();

// -- Search -----------------------------------------------------------------------------------
document.addEventListener("focusin", ({ target }) => {
  const form = target.closest?.("[data-search]");
  if (form && !form.dataset.ready) {
    form.dataset.ready = "yes";
    import("./search.js").then(({ start }) => start(form, send, toast, texts));
  }
});

window.kcc = { fetch: send, toast, ask };
