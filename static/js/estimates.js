// The own estimate: every choice is kept as it is made, like the answers that follow. What could not
// be kept goes with the button, which sends them all.

const form = document.querySelector("[data-estimates]");
const saved = document.getElementById("saved");
const now = new Intl.DateTimeFormat(document.documentElement.lang, { hour: "2-digit", minute: "2-digit" });
let line = Promise.resolve(); // one after another, so that the newest choice comes last
let waiting = 0;

async function keep(name) {
  saved.textContent = form.dataset.saving;
  try {
    const body = new URLSearchParams({ keep: name, [name]: form.elements[name].value });
    const answer = await window.kcc.fetch(location.pathname, { method: "POST", body });
    saved.textContent = answer.ok ? `✓ ${form.dataset.saved} ${now.format(new Date())}` : form.dataset.unsaved;
  } catch {
    saved.textContent = form.dataset.unsaved;
  } finally {
    waiting -= 1;
  }
}

form.addEventListener("change", ({ target }) => {
  waiting += 1;
  line = line.then(() => keep(target.name));
});

// An older choice may not arrive after those the button sends.
form.addEventListener("submit", async (event) => {
  if (!waiting) return;
  event.preventDefault();
  await line;
  form.requestSubmit(event.submitter);
});
