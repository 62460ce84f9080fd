// Ctrl+K: every page of the navigation and every action of this page, by name.

const dialog = document.getElementById("palette");
const input = dialog.querySelector("input");
const list = dialog.querySelector("ul");
const none = dialog.querySelector("[data-none]");
let commands = [];
let shown = [];
let current = 0;

const fold = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

function mark(index) {
  current = Math.max(0, Math.min(index, shown.length - 1));
  [...list.children].forEach((item, i) => {
    item.setAttribute("aria-selected", String(i === current));
    if (i === current) item.scrollIntoView({ block: "nearest" });
  });
  input.setAttribute("aria-activedescendant", shown.length ? `command-${current}` : "");
}

function filter() {
  const words = fold(input.value).split(/\s+/).filter(Boolean);
  shown = commands.filter(({ search }) => words.every((word) => search.includes(word)));
  list.replaceChildren(
    ...shown.map(({ label, key }, index) => {
      const item = document.createElement("li");
      item.id = `command-${index}`;
      item.role = "option";
      const words = document.createElement("span");
      words.textContent = label;
      item.append(words);
      if (key) {
        const hint = document.createElement("kbd");
        hint.textContent = key;
        item.append(hint);
      }
      return item;
    }),
  );
  none.hidden = shown.length > 0;
  mark(0);
}

function run(index) {
  const command = shown[index];
  if (!command) return;
  dialog.close();
  const { element } = command;
  if (element.matches("input, textarea, select")) element.focus();
  else element.click();
}

input.addEventListener("input", filter);
input.addEventListener("keydown", (event) => {
  const step = { ArrowDown: 1, ArrowUp: -1, PageDown: 8, PageUp: -8 }[event.key];
  if (step) mark(current + step);
  else if (event.key === "Enter") run(current);
  else return;
  event.preventDefault();
});
list.addEventListener("click", ({ target }) => {
  run([...list.children].indexOf(target.closest("li")));
});

export function open(withKeys, labelOf) {
  if (dialog.open) return dialog.close();
  if (document.querySelector("dialog[open]")) return;
  const elements = new Set([
    ...document.querySelectorAll(".nav a, [data-command]"),
    ...withKeys.filter((element) => element.matches("a, button")),
    // Last: somebody who presses Enter too early must not be logged out.
    ...document.querySelectorAll(".menu .pop a[href], .menu .pop button"),
  ]);
  commands = [...elements]
    .filter((element) => !element.matches(":disabled"))
    .map((element) => {
      const label = labelOf(element).replace(/\s+/g, " ");
      return { element, label, key: element.dataset.key, search: fold(label) };
    })
    .filter(({ label }) => label);
  input.value = "";
  dialog.showModal();
  filter();
}
