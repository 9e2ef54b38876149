/* Every page's small comforts: copy buttons, and "/" for the search field. Pages work without. */

const isField = (node) => node instanceof Element && node.matches("input, select, textarea, [contenteditable]");

async function copy(button) {
  const words = button.querySelector("[data-label]") ?? button;
  const before = words.textContent;
  await navigator.clipboard.writeText(button.dataset.copy);
  words.textContent = "Copied";
  say(button.dataset.copied ?? "Copied");
  setTimeout(() => { words.textContent = before; }, 2000);
}

/** Tell a screen reader, politely, in the page's one live region. */
export function say(text) {
  let region = document.getElementById("live");
  if (!region) {
    region = Object.assign(document.createElement("p"), { id: "live", className: "hidden" });
    region.setAttribute("role", "status");
    document.body.append(region);
  }
  region.textContent = text;
}

document.addEventListener("click", (event) => {
  const button = event.target.closest?.("[data-copy]");
  if (button) copy(button);
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || isField(event.target)) return;
  const field = document.querySelector("[data-find]");
  if (!field) return;
  event.preventDefault();
  field.focus();
});

for (const node of document.querySelectorAll("[data-copy][hidden]")) node.hidden = false;
document.querySelector("[aria-invalid=true]")?.focus();
