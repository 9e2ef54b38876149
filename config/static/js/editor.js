/* The editor: mark a part by mouse, touch or keys, edit it, hear the edit before it is made. The page
   does all of this without script too, but for hearing the edit. */
import { isField, say } from "./live.js";
import { lastBefore } from "./player/clock.js";
import { shortcuts } from "./player/keys.js";
import { Sound, unpack } from "./editor/sound.js";
import { waveform } from "./editor/wave.js";

const STEP = 0.01;
const SVG = "http://www.w3.org/2000/svg";

/** `13:38.25`, as the fields show it. */
export function exact(seconds) {
  const ms = Math.max(0, Math.round(seconds * 1000));
  const two = (n) => String(n).padStart(2, "0");
  const [h, m, s] = [Math.floor(ms / 3_600_000), Math.floor(ms / 60_000) % 60, Math.floor(ms / 1000) % 60];
  const rest = String(ms % 1000).padStart(3, "0").replace(/0+$/, "");
  return `${h ? `${h}:${two(m)}` : m}:${two(s)}${rest ? `.${rest}` : ""}`;
}

/** Seconds of `13:38.25` or `818.25`; null for anything else. */
export function read(text) {
  if (!/^\s*(\d+:){0,2}\d+([.,]\d{1,3})?\s*$/.test(text)) return null;
  return text.trim().replace(",", ".").split(":").reduce((sum, part) => sum * 60 + Number(part), 0);
}

async function start(root) {
  const part = (name) => root.querySelector(`[data-part=${name}]`);
  const duration = Number(root.dataset.duration) / 1000;
  let wave = null;
  let last = "start";

  // --- Where it is, and the part that is marked
  const field = (name) => part("form").elements[name];
  const ends = () => [read(field("start").value), read(field("end").value)];
  const heads = [...part("lanes").querySelectorAll(".lane")].map((lane) => [line(lane, "rect", "picked"), line(lane, "line", "here")]);
  const lines = [...root.querySelectorAll("[data-part=words] li")];
  const starts = lines.map((one) => Number(one.dataset.from) / 1000);
  let current = null;

  const sound = new Sound(root.dataset.sound, duration, (at) => {
    if (part("at")) part("at").textContent = exact(Math.floor(at * 10) / 10);
    for (const [, head] of heads) place(head, at, at, duration);
    wave?.at(at);
    follow(at);
    show();
  }, () => say("This minute did not arrive. Load the page again, and try once more."));

  function follow(at) {
    const line_ = lines[lastBefore(starts, at + 0.05)];
    if (line_ === current) return;
    current?.removeAttribute("aria-current");
    current = line_ ?? null;
    current?.setAttribute("aria-current", "true");
  }

  function show() {
    root.dataset.heard = sound.heard;
    root.dataset.at = String(Math.round(sound.at * 1000));
    const play = part("play");
    if (!play) return;
    play.toggleAttribute("data-playing", Boolean(sound.playing));
    if (sound.isWaiting) play.setAttribute("aria-busy", "true");
    else play.removeAttribute("aria-busy");
    play.setAttribute("aria-label", sound.playing ? "Pause" : "Play");
    part("hear").setAttribute("aria-pressed", String(sound.edited));
  }

  function marked(from, to) {
    field("start").value = exact(Math.min(Math.max(0, from), duration));
    field("end").value = exact(Math.min(Math.max(0, to), duration));
    picked();
  }

  function picked() {
    const [from, to] = ends();
    const whole = from !== null && to !== null && to > from;
    for (const [rect] of heads) place(rect, whole ? from : 0, whole ? to : 0, duration);
    wave?.mark(whole ? from : 0, whole ? to : 0);
  }

  function set(name, at) {
    last = name;
    field(name).value = exact(at);
    picked();
    say(`${name === "start" ? "From" : "To"} ${field(name).value}`);
  }

  const nudge = (by) => set(last, Math.min(duration, Math.max(0, (read(field(last).value) ?? sound.at) + by)));

  // --- Steps of the list
  function took() {
    const now = part("editing").dataset;
    sound.take({ cut: unpack(now.cut), mute: unpack(now.mute), bleep: unpack(now.bleep) });
    wave?.edits([...rows(), ...pauses()]);
    document.querySelector("[data-part=heading]").textContent = now.heading;
  }

  const rows = () => [...part("editing").querySelectorAll("[data-deed]")].map(({ dataset }) => ({ deed: dataset.deed, start: dataset.from / 1000, end: dataset.to / 1000 }));

  const pauses = () => unpack(part("editing").dataset.pauses).map(([start, end]) => ({ deed: "pause", start, end }));

  /* One step after the other: who presses faster than the site answers loses none of them. */
  let before = Promise.resolve();
  function send(form, deed) {
    const body = new FormData(form);
    if (deed) body.set("deed", deed);
    queue(form.action, body);
  }

  function queue(address, body) {
    root.dataset.steps = String(Number(root.dataset.steps ?? 0) + 1);
    before = before.then(() => take(address, body))
      .catch(() => say("The site did not answer. Nothing was changed."))
      .finally(() => { root.dataset.steps = String(Number(root.dataset.steps) - 1); });
  }

  async function take(address, body) {
    const focus = document.activeElement?.closest("[data-step]")?.dataset.step;
    const kept = ["start", "end", "speaker"].map((name) => [name, field(name).value]);
    const answer = await fetch(address, { method: "POST", body, headers: { "HX-Request": "true" } });
    if (!answer.ok && answer.status !== 422) { location.reload(); return; }
    const box = document.createElement("template");
    box.innerHTML = await answer.text();
    part("editing").replaceWith(box.content.querySelector("[data-part=editing]"));
    if (answer.ok) for (const [name, value] of kept) field(name).value = value;
    took();
    picked();
    const wrong = part("editing").querySelector(".wrong, .note.stop p, .said");
    say(wrong ? wrong.textContent : part("editing").dataset.heading);
    if (focus) (part("editing").querySelector(`[data-step=${focus}] button`) ?? field("start")).focus();
  }

  const edit = (deed) => send(part("form"), deed);
  const step = (name) => {
    const body = new FormData();
    body.set("csrfmiddlewaretoken", field("csrfmiddlewaretoken").value);
    queue(part("form").action.replace(/add\/$/, `${name}/`), body);
  };

  root.addEventListener("submit", (event) => {
    const form = event.target;
    if (form !== part("form") && !form.dataset.step) return;
    event.preventDefault();
    send(form, event.submitter?.value);
  });
  root.addEventListener("input", (event) => { if (event.target.name === "start" || event.target.name === "end") { last = event.target.name; picked(); } });
  root.addEventListener("click", (event) => {
    const said = event.target.closest("[data-part=words] li");
    const row = event.target.closest("[data-part=editing] a");
    const lane = event.target.closest(".lane");
    if (said) { event.preventDefault(); marked(said.dataset.from / 1000, said.dataset.to / 1000); sound.seek(said.dataset.from / 1000); }
    else if (row) { event.preventDefault(); sound.seek(Math.max(0, row.closest("[data-deed]").dataset.from / 1000 - 2)); hear(true); }
    else if (lane) { const box = lane.getBoundingClientRect(); sound.seek(((event.clientX - box.left) / box.width) * duration); }
  });

  // --- Hearing
  const toggle = () => (sound.playing ? sound.pause() : sound.play());
  function hear(edited) {
    sound.hear(edited);
    if (!sound.playing) sound.play();
    show();
    const now = part("now");
    if (now) now.textContent = edited ? "The edit, still without levels and music" : "As recorded";
  }
  part("play")?.addEventListener("click", toggle);
  part("hear")?.addEventListener("click", () => hear(!sound.edited));
  part("part")?.addEventListener("click", () => {
    const [from, to] = ends();
    if (from === null || to === null || to <= from) { say("Mark a part first."); return; }
    sound.seek(from);
    sound.play(to);
  });

  // --- Keys
  if (part("play")) {
    shortcuts({
      " ": toggle, k: toggle, h: () => hear(!sound.edited),
      ArrowLeft: () => sound.seek(sound.at - 5), ArrowRight: () => sound.seek(sound.at + 5),
      i: () => set("start", sound.at), o: () => set("end", sound.at),
      x: () => edit("cut"), m: () => edit("silence"), b: () => edit("bleep"),
      z: () => step("undo"), y: () => step("redo"),
    }, root.querySelector("[data-keys]"));
  }
  document.addEventListener("keydown", (event) => {
    const by = { ArrowLeft: -STEP, ArrowRight: STEP }[event.key];
    if (!by || !event.altKey || event.ctrlKey || event.metaKey) return;
    if (isField(event.target) && !["start", "end"].includes(event.target.name)) return;
    if (isField(event.target)) last = event.target.name;
    event.preventDefault();
    nudge(by);
  });

  // --- Begin
  for (const node of root.querySelectorAll("[data-scripted]")) node.hidden = false;
  for (const node of root.querySelectorAll("[data-unscripted]")) node.hidden = true;
  sound.at = read(root.dataset.start) ?? 0;
  wave = await waveform(part("wave"), { address: root.dataset.waveform, duration, nonce: root.dataset.nonce, seek: (at) => sound.seek(at), marked });
  part("closer").addEventListener("click", () => wave.zoom(4));
  part("wider").addEventListener("click", () => wave.zoom(1 / 4));
  took();
  picked();
  sound.seek(sound.at);
  root.dataset.ready = "";
}

function line(lane, kind, name) {
  const node = lane.appendChild(document.createElementNS(SVG, kind));
  node.setAttribute("class", name);
  return node;
}

function place(node, from, to, duration) {
  const share = (at) => `${Math.min(100, (at / duration) * 100)}%`;
  if (node.tagName === "line") {
    for (const [name, value] of Object.entries({ x1: share(from), x2: share(from), y1: "0", y2: "100%" })) node.setAttribute(name, value);
    return;
  }
  const width = Math.max(0, ((to - from) / duration) * 100);
  for (const [name, value] of Object.entries({ x: share(from), width: `${width}%`, y: "1", height: width ? "46" : "0" })) node.setAttribute(name, value);
}

document.querySelectorAll("[data-editor]").forEach(start);
