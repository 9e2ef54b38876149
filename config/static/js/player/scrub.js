/* The strip as scrubber: a slider for pointer and keys, with a head that moves. */
import { clock } from "./clock.js";

const SVG = "http://www.w3.org/2000/svg";

export function scrubber(box, duration, seek, speakerAt) {
  const strip = box.querySelector("svg");
  const head = strip.appendChild(document.createElementNS(SVG, "line"));
  head.setAttribute("class", "head-mark");
  head.setAttribute("y1", "0");
  head.setAttribute("y2", "100%");
  const facts = { role: "slider", tabindex: "0", "aria-label": "Position", "aria-valuemin": "0", "aria-valuemax": String(Math.round(duration)) };
  for (const [name, value] of Object.entries(facts)) box.setAttribute(name, value);
  let at = 0;

  const seekTo = (event) => {
    const { left, width } = strip.getBoundingClientRect();
    seek(Math.min(1, Math.max(0, (event.clientX - left) / width)) * duration);
  };
  box.addEventListener("pointerdown", (event) => {
    if (event.button) return;
    box.setPointerCapture(event.pointerId);
    seekTo(event);
  });
  box.addEventListener("pointermove", (event) => {
    if (box.hasPointerCapture(event.pointerId)) seekTo(event);
  });
  box.addEventListener("keydown", (event) => {
    const to = { ArrowLeft: at - 5, ArrowDown: at - 5, ArrowRight: at + 5, ArrowUp: at + 5, PageDown: at - 60, PageUp: at + 60, Home: 0, End: duration - 1 }[event.key];
    if (to === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    seek(to);
  });

  return (seconds) => {
    at = seconds;
    const x = `${Math.min(100, (seconds / duration) * 100)}%`;
    head.setAttribute("x1", x);
    head.setAttribute("x2", x);
    box.setAttribute("aria-valuenow", String(Math.floor(seconds)));
    const who = speakerAt(seconds);
    box.setAttribute("aria-valuetext", `${clock(seconds)} of ${clock(duration)}${who ? `, ${who}` : ""}`);
  };
}
