// A page that stands on a screen for others: full screen by a button, and the screen stays on as
// long as the page is in sight, where the browser can do that.

const full = document.querySelector("[data-full]");

full.hidden = !document.fullscreenEnabled;
full.addEventListener("click", () => {
  if (document.fullscreenElement) document.exitFullscreen();
  else document.documentElement.requestFullscreen();
});

async function stayOn() {
  try {
    if (document.visibilityState === "visible") await navigator.wakeLock?.request("screen");
  } catch {
    // Not allowed here: then the settings of the screen decide.
  }
}
document.addEventListener("visibilitychange", stayOn);
stayOn();
