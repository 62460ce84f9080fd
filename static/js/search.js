// The search box in the top bar: answers while typing. Always by POST: what is typed is often
// somebody's name or number, and addresses are logged. Without this script Enter still searches.

const LINKS = "a[href], button";
const PAUSE = 140; // ms; shorter than the gap between two words, longer than between two letters

export function start(form, send, toast, texts) {
  const box = form.elements.q;
  const panel = form.querySelector(".results");
  let asked = "";
  let timer = 0;
  let running = null;

  const show = (on) => {
    panel.hidden = !on;
  };
  box.setAttribute("aria-controls", panel.id);
  show(false);

  async function look() {
    const words = box.value.trim();
    if (words === asked) return show(Boolean(words) && panel.childElementCount > 0);
    running?.abort();
    asked = words;
    if (words.length < 2) {
      panel.replaceChildren();
      return show(false);
    }
    running = new AbortController();
    try {
      // Not form.action: a button among the results may be called "action".
      const answer = await send(form.getAttribute("action"), {
        method: "POST",
        body: new URLSearchParams(new FormData(form)),
        headers: { "HX-Request": "true" },
        signal: running.signal,
      });
      if (answer.status === 429) return toast(texts.busy, "warn");
      if (!answer.ok) return toast(answer.status === 403 ? texts.forbidden : texts.network);
      const html = await answer.text();
      if (asked !== words) return;
      panel.innerHTML = html;
      window.htmx?.process(panel);
      show(form.contains(document.activeElement));
    } catch (error) {
      if (error.name !== "AbortError") {
        asked = "";
        toast(texts.network);
      }
    }
  }

  box.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(look, PAUSE);
  });
  box.addEventListener("focus", () => look());

  form.addEventListener("keydown", (event) => {
    const links = panel.hidden ? [] : [...panel.querySelectorAll(LINKS)];
    const at = links.indexOf(document.activeElement);
    const go = (index) => {
      event.preventDefault();
      (index < 0 ? box : links[Math.min(index, links.length - 1)]).focus();
    };
    if (event.key === "Escape" && (!panel.hidden || at >= 0)) {
      event.stopPropagation();
      box.focus();
      show(false);
    } else if (event.key === "ArrowDown" && links.length) go(at + 1);
    else if (event.key === "ArrowUp" && at >= 0) go(at - 1);
    else if (event.key === "Home" && at >= 0) go(0);
    else if (event.key === "End" && at >= 0) go(links.length - 1);
    else if (at >= 0 && event.key.length === 1 && !event.ctrlKey && !event.metaKey) box.focus();
  });
  form.addEventListener("focusout", ({ relatedTarget }) => {
    if (!form.contains(relatedTarget)) setTimeout(() => show(false), relatedTarget ? 0 : 200);
  });
  form.addEventListener("submit", () => {
    clearTimeout(timer);
    running?.abort();
    show(false);
  });
  if (box.value) look();
}
