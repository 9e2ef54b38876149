/* Telling and copying: the page's one polite live region, and the clipboard. */

/** Tell a screen reader, politely. */
export function say(text) {
  let region = document.getElementById("live");
  if (!region) {
    region = document.createElement("p");
    region.id = "live";
    region.className = "hidden";
    region.setAttribute("role", "status");
    document.body.append(region);
  }
  region.textContent = text;
}

/** Copy a text. Sites without https have no clipboard, so a field and the old command do it. */
export async function copyText(text) {
  if (navigator.clipboard && window.isSecureContext) return navigator.clipboard.writeText(text);
  const field = document.createElement("textarea");
  field.className = "hidden";
  field.value = text;
  document.body.append(field);
  field.select();
  document.execCommand("copy");
  field.remove();
}

/** Let a button say for two seconds what it did. */
export function answer(button, text) {
  const label = button.querySelector("[data-label]") ?? button;
  label.dataset.before ??= label.textContent;
  label.textContent = text;
  say(text);
  clearTimeout(button.answering);
  button.answering = setTimeout(() => { label.textContent = label.dataset.before; }, 2000);
}

/** Whether somebody is typing here, or using a control that takes this key itself. */
export const isField = (node) => node instanceof Element && node.matches("input, select, textarea, [contenteditable]");
