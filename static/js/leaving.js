// Nothing typed is left behind by accident: who leaves the page is asked first.

let sent = false;
document.addEventListener("submit", () => (sent = true));
const typed = (field) =>
  field.checkVisibility() && field.value.trim() !== field.defaultValue.trim();
addEventListener("beforeunload", (event) => {
  const fields = document.querySelectorAll("main textarea, main [data-typed] input:not([type=radio])");
  if (!sent && [...fields].some(typed)) event.preventDefault();
});
// A form that stays on the page was not sent after all.
document.addEventListener("htmx:after:request", ({ detail }) => {
  const { redirect, refresh } = detail.ctx.hx ?? {};
  sent = Boolean(redirect || refresh);
});
