/* Every page's small comforts: copy buttons, "/" for the search field. Pages work without. */
import { answer, copyText, isField } from "./live.js";

document.addEventListener("click", async (event) => {
  const button = event.target.closest?.("[data-copy]");
  if (!button) return;
  await copyText(button.dataset.copy);
  answer(button, button.dataset.copied ?? "Copied");
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
