// A link to something inside closed details opens them. Newer browsers do so by themselves.
function reveal() {
  const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  const closed = target?.closest("details:not([open])");
  if (!closed) return;
  closed.open = true;
  target.scrollIntoView();
}

addEventListener("hashchange", reveal);
reveal();
