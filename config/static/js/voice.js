/* The speaker's own player, over the native <audio> that is all there is without script. */
import { clock, lastBefore } from "./player/clock.js";

function start(root) {
  const part = (name) => root.querySelector(`[data-part=${name}]`);
  const audio = root.querySelector("audio");
  const starts = root.dataset.starts.split(" ").map(Number);
  const play = () => audio.play().catch(() => {}); // the browser may want a tap first

  part("play").addEventListener("click", () => (audio.paused ? play() : audio.pause()));
  part("next")?.addEventListener("click", () => {
    const next = lastBefore(starts, audio.currentTime + 0.05) + 1;
    const to = starts[next % starts.length];
    if (audio.readyState) audio.currentTime = to;
    else audio.addEventListener("loadedmetadata", () => { audio.currentTime = to; }, { once: true });
    play();
  });
  audio.addEventListener("timeupdate", () => { part("at").textContent = clock(audio.currentTime); });
  for (const event of ["play", "playing", "pause", "waiting", "ended"]) audio.addEventListener(event, () => {
    part("play").toggleAttribute("data-playing", !audio.paused);
    part("play").setAttribute("aria-label", audio.paused ? part("play").dataset.play : part("play").dataset.pause);
    if (!audio.paused && audio.readyState < 3) part("play").setAttribute("aria-busy", "true");
    else part("play").removeAttribute("aria-busy");
  });
  audio.addEventListener("error", () => { part("failed").hidden = false; part("play").hidden = true; });

  audio.controls = false;
  audio.hidden = true;
  for (const node of root.querySelectorAll("[data-scripted]")) node.hidden = false;
}

document.querySelectorAll("[data-voice]").forEach(start);
