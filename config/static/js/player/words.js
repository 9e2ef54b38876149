/* The words: captions below the strip, the transcript's present line, finding in it. */
import { lastBefore } from "./clock.js";
import { say } from "../live.js";

/** Show the cues of the captions track while the button is pressed; an audio element draws none. */
export function captions(audio, button, line) {
  const track = audio.textTracks[0];
  if (!track || !button) return () => {};
  button.hidden = false;
  const show = () => {
    const cues = [...(track.activeCues ?? [])];
    line.replaceChildren(...cues.flatMap((cue) => [cue.getCueAsHTML(), document.createElement("br")]).slice(0, -1));
  };
  const toggle = () => {
    const on = button.getAttribute("aria-pressed") !== "true";
    button.setAttribute("aria-pressed", String(on));
    track.mode = on ? "hidden" : "disabled";
    line.hidden = !on;
    if (on) show();
  };
  track.mode = "disabled";
  track.addEventListener("cuechange", show);
  button.addEventListener("click", toggle);
  return toggle;
}

/** Mark what is heard now among timed nodes; `changed` gets the node that has just become it. */
export function follower(nodes, mark, changed = () => {}) {
  const starts = nodes.map((node) => Number(node.dataset.t));
  let now = -1;
  return (seconds) => {
    const index = lastBefore(starts, seconds + 0.05);
    if (index === now) return;
    if (nodes[now]) mark(nodes[now], false);
    now = index;
    if (nodes[now]) { mark(nodes[now], true); changed(nodes[now]); }
  };
}

/** Find as one types; Enter goes on to the next place. The form finds without script too. */
export function finder(form, lines) {
  const field = form.querySelector("input");
  const status = document.querySelector("[data-found]");
  const originals = lines.map((line) => line.textContent);
  let at = -1;

  const find = () => {
    const query = field.value.trim().toLowerCase();
    lines.forEach((line, index) => line.replaceChildren(...pieces(originals[index], query)));
    const count = query ? document.querySelectorAll(".says mark").length : 0;
    status.textContent = query ? (count === 1 ? "1 place" : `${count} places`) : "";
    at = -1;
  };
  const next = () => {
    const places = [...document.querySelectorAll(".says mark")];
    if (!places.length) return;
    at = (at + 1) % places.length;
    places[at].scrollIntoView({ block: "center" });
    say(`Place ${at + 1} of ${places.length}`);
  };
  field.addEventListener("input", find);
  form.addEventListener("submit", (event) => { event.preventDefault(); next(); });
  if (field.value) find();
}

function pieces(text, query) {
  if (!query) return [text];
  const found = [];
  const lower = text.toLowerCase();
  let from = 0;
  for (let at = lower.indexOf(query); at >= 0; at = lower.indexOf(query, from)) {
    const mark = document.createElement("mark");
    mark.textContent = text.slice(at, at + query.length);
    found.push(text.slice(from, at), mark);
    from = at + query.length;
  }
  return [...found, text.slice(from)];
}
