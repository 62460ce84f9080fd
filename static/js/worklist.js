// A worklist by keyboard: j and k walk through the rows, x chooses one, the box in the head chooses
// all of the page. Everything else of the list works without this file.

const rows = () => [...document.querySelectorAll(".worklist tbody tr")];
const here = () => document.activeElement?.closest?.(".worklist tbody tr");
const boxes = () => [...document.querySelectorAll('.worklist tbody input[name="pick"]')];

function walk(step) {
  const all = rows();
  const at = all.indexOf(here());
  const next = at < 0 ? (step > 0 ? 0 : all.length - 1) : at + step;
  const link = all[Math.min(Math.max(next, 0), all.length - 1)]?.querySelector("a[data-row]");
  link?.focus();
  link?.closest("tr").scrollIntoView({ block: "nearest" });
}

function count() {
  const all = boxes();
  const picked = all.filter((box) => box.checked).length;
  const whole = document.querySelector("[data-pick-all]");
  if (!whole) return;
  whole.checked = picked > 0 && picked === all.length;
  whole.indeterminate = picked > 0 && picked < all.length;
}

document.addEventListener("click", ({ target }) => {
  const button = target.closest("[data-walk], [data-walk-pick]");
  if (button?.dataset.walk) walk(Number(button.dataset.walk));
  else if (button) here()?.querySelector('input[name="pick"]')?.click();
});
document.addEventListener("change", ({ target }) => {
  if (target.matches("[data-pick-all]")) for (const box of boxes()) box.checked = target.checked;
  if (target.matches("[data-pick-all], [name=pick]")) count();
});
document.addEventListener("htmx:after:swap", count);
count();
