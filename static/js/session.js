// Log in again over the page: the session ended, what was typed stays where it is.

const dialog = document.getElementById("again");

function fill(html) {
  dialog.innerHTML = html;
  (dialog.querySelector(".invalid input") ?? dialog.querySelector("input:not([type=hidden])"))?.focus();
}

/** Resolves to true when the same person has logged in again, to false when they gave up. */
export async function logIn(url, user, fresh) {
  const headers = { "HX-Request": "true" };
  const first = await fetch(`${url}?form=1`, fresh({ headers }));
  if (!first.ok) return false;
  fill(await first.text());
  dialog.showModal();
  return new Promise((done) => {
    const finish = (result) => {
      dialog.removeEventListener("submit", submit);
      dialog.removeEventListener("close", giveUp);
      dialog.close();
      dialog.replaceChildren();
      done(result);
    };
    const giveUp = () => finish(false);
    async function submit(event) {
      event.preventDefault();
      const form = event.target;
      const body = new URLSearchParams(new FormData(form));
      body.set("user", user);
      const button = form.querySelector(".primary");
      button.disabled = true;
      try {
        const answer = await fetch(url, fresh({ method: "POST", body, headers }));
        if (answer.status === 204) finish(true);
        else fill(await answer.text());
      } catch {
        button.disabled = false;
        window.kcc.toast(document.getElementById("texts").dataset.network);
      }
    }
    dialog.addEventListener("submit", submit);
    dialog.addEventListener("close", giveUp);
  });
}
