/* The desk's keys: j and k go through the rows, o opens one. The page works without. */
import { isField } from "./live.js";

const links = [...document.querySelectorAll("[data-row] a")];
const steps = { j: 1, k: -1 };

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || isField(event.target)) return;
  const at = links.indexOf(document.activeElement);
  if (event.key === "o" && at >= 0) links[at].click();
  if (!(event.key in steps) || !links.length) return;
  event.preventDefault();
  const to = at < 0 ? 0 : Math.min(links.length - 1, Math.max(0, at + steps[event.key]));
  links[to].focus();
});
