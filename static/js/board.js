// The board by keyboard: arrows go from card to card, [ and ] move the card one column. The buttons
// on the cards do the same without this file.

const cardOf = (element) => element?.closest?.(".piece");
const here = () => cardOf(document.activeElement);
const cardsIn = (lane) => [...lane.querySelectorAll(".piece:has([data-card])")];
let moved = null;

function focus(card) {
  const link = card?.querySelector("[data-card]");
  link?.focus();
  card?.scrollIntoView({ block: "nearest", inline: "nearest" });
}

function beside(card, step) {
  const lanes = [...document.querySelectorAll(".lane")].filter((lane) => cardsIn(lane).length);
  const lane = card.closest(".lane");
  const next = lanes[lanes.indexOf(lane) + step];
  if (!next) return null;
  const all = cardsIn(next);
  return all[Math.min(cardsIn(lane).indexOf(card), all.length - 1)];
}

function along(card, step) {
  const all = cardsIn(card.closest(".lane"));
  return all[all.indexOf(card) + step];
}

document.addEventListener("keydown", (event) => {
  const { key, target } = event;
  const plain = !(event.ctrlKey || event.metaKey || event.altKey || event.shiftKey);
  const card = cardOf(target);
  if (!card || !plain || target.matches("input, textarea, select")) return;
  const steps = { ArrowDown: [along, 1], ArrowUp: [along, -1], ArrowRight: [beside, 1], ArrowLeft: [beside, -1] };
  if (!steps[key]) return;
  event.preventDefault();
  const [way, step] = steps[key];
  focus(way(card, step));
});

// The keys are pressed on these buttons, the card is the one with the focus; without one the first.
document.addEventListener("click", ({ target }) => {
  const way = target.closest("[data-move]")?.dataset.move;
  if (!way) return;
  const card = here() ?? cardOf(document.querySelector("[data-card]"));
  if (here()) card.querySelector(`[data-step="${way}"]`)?.click();
  else focus(card);
});

// What was moved keeps the focus in its new column, unless it is asked why it goes back.
document.addEventListener("htmx:before:request", ({ detail }) => {
  moved = cardOf(detail.ctx?.sourceElement)?.id ?? null;
});
document.addEventListener("htmx:after:swap", () => {
  if (!moved) return;
  const card = document.getElementById(moved);
  moved = null;
  const why = document.querySelector(".why input");
  if (why) why.focus();
  else focus(card ?? document.querySelector(".piece"));
});
