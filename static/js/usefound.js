// The search box on top of the page offers to use a customer or a case in the contact on screen.

const box = document.querySelector("[data-search]");
if (box) {
  const mark = document.createElement("input");
  mark.type = "hidden";
  mark.name = "in_contact";
  mark.value = "1";
  box.append(mark);
}

document.addEventListener("click", (event) => {
  const found = event.target.closest?.('[data-search] button[value^="use_"]');
  const current = document.getElementById("contact");
  if (!found || !current) return;
  event.preventDefault();
  box.querySelector(".results").hidden = true;
  const use = document.createElement("button");
  use.name = "action";
  use.value = found.value;
  use.hidden = true;
  current.append(use);
  current.requestSubmit(use);
  use.remove();
});
