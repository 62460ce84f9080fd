// The page of one callback: after an outcome is chosen the cursor stands where something is typed.

const TYPED = "textarea, select, input:not([type=hidden], [type=radio], [type=submit])";
let byArrow = false;

const panelOf = (radio) => document.getElementById(`do-${radio.value}`);
const first = (place) =>
  place?.querySelector(".invalid :is(textarea, select, input)") ?? place?.querySelector(TYPED);

// Walking through the choices with the arrow keys leaves the cursor where it is.
document.addEventListener("keydown", ({ key }) => (byArrow = key.startsWith("Arrow")), true);
document.addEventListener("pointerdown", () => (byArrow = false), true);

document.addEventListener("click", ({ target }) => {
  if (target.matches("input[name=outcome]") && !byArrow) first(panelOf(target))?.focus();
});

// A menu or the note that opens: the same.
document.addEventListener(
  "toggle",
  ({ target }) => target.open && target.matches("details") && first(target)?.focus(),
  true,
);

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || !event.target.closest) return;
  const panel = event.target.closest(".panel");
  const note = event.target.closest(".noting[open]");
  if (panel) {
    document.querySelector(`input[name=outcome][value="${panel.id.slice(3)}"]`).focus();
  } else if (note) {
    note.open = false;
    note.querySelector("summary").focus();
  }
});
