// The clock of a conversation on the agent's screen. Seconds come from the server; the browser only
// counts on from there.

const arrived = new WeakMap();

setInterval(() => {
  const clock = document.getElementById("clock");
  if (!clock || /^(paused|waiting)$/.test(clock.dataset.phase)) return;
  const which = clock.dataset.phase === "wrap_up" ? "wrap_up" : "talk";
  const face = clock.querySelector(`[data-clock="${which}"]`);
  if (!arrived.has(face)) arrived.set(face, Date.now());
  const seconds = Number(face.dataset.seconds) + Math.floor((Date.now() - arrived.get(face)) / 1000);
  const hours = Math.floor(seconds / 3600);
  const parts = [Math.floor(seconds / 60) % 60, seconds % 60];
  if (hours) parts.unshift(hours);
  face.textContent = parts.map((part) => String(part).padStart(2, "0")).join(":");
}, 1000);
