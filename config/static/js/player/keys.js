/* Single-key shortcuts: only when no field has focus, never with a modifier, and they can be off. */
import { isField } from "../live.js";

const OFF = "roomcast-keys-off";

export function shortcuts(actions, help) {
  const box = help.querySelector("input");
  box.checked = localStorage.getItem(OFF) !== "1";
  box.addEventListener("change", () => localStorage.setItem(OFF, box.checked ? "0" : "1"));
  help.hidden = false;

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || isField(event.target)) return;
    if (event.key === "?") { help.open = !help.open; if (help.open) help.querySelector("summary").focus(); return; }
    const action = actions[event.key];
    if (!action || !box.checked || takesItself(event)) return;
    event.preventDefault();
    action();
  });
}

/** Space presses the button that has focus. */
const takesItself = (event) => event.key === " " && event.target.closest?.("button, a, summary, [role=button]");
