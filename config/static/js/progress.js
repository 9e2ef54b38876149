/* Work that goes on elsewhere: told to a screen reader at each new stage and every 25 %. */
import { say } from "./live.js";

// Whoever is at a button in the part that renews itself keeps it until they move on.
document.addEventListener("htmx:beforeSwap", (event) => {
  if (document.getElementById("now")?.contains(document.activeElement)) event.detail.shouldSwap = false;
});

let stage = "";
let told = -25;

document.addEventListener("htmx:afterSwap", () => {
  const now = document.getElementById("now");
  if (!now?.dataset.said) return;
  const percent = Number(now.dataset.percent || 0);
  if (now.dataset.said !== stage) {
    stage = now.dataset.said;
    told = percent - (percent % 25);
    say(stage);
  } else if (percent >= told + 25) {
    told = percent - (percent % 25);
    say(`${stage}: ${told} %`);
  }
});
