// The number at the bell keeps itself up to date. Only the words inside the link are replaced, so
// the focus stays where it is; a new message is said politely.

const EVERY = 30000;
const bell = document.querySelector("[data-bell]");
const count = bell?.querySelector("[data-bell-count]");
const says = document.querySelector("[data-bell-says]");
const unseen = () => Number(count.querySelector("[data-unseen]").dataset.unseen);
let etag = "";
let asked = Date.now();
let timer;

async function ask() {
  asked = Date.now();
  // Not kcc.fetch: a session that ended must not open the log-in window by itself.
  const headers = { "X-Requested-With": "XMLHttpRequest" };
  if (etag) headers["If-None-Match"] = etag;
  try {
    const answer = await fetch(bell.dataset.bell, { headers, cache: "no-store" });
    if (answer.status === 401) return;
    if (answer.status === 200) show(await answer.text(), answer.headers.get("ETag"));
  } catch {
    // Away for a moment: the next round asks again.
  }
  next();
}

function show(html, tag) {
  etag = tag ?? "";
  const before = unseen();
  count.innerHTML = html;
  if (unseen() > before) says.textContent = count.querySelector("[data-unseen]").textContent;
}

function next() {
  clearTimeout(timer);
  timer = setTimeout(() => document.hidden || ask(), EVERY);
}

document.addEventListener("visibilitychange", () => {
  if (!bell || document.hidden) return;
  if (Date.now() - asked >= EVERY) ask();
  else next();
});
// A page that says what went wrong has no bell.
if (bell) next();
