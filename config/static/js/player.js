/* The player over the native <audio>, which stays the truth and is all there is without script. */
import { clock, end, moment } from "./player/clock.js";
import { shortcuts } from "./player/keys.js";
import { scrubber } from "./player/scrub.js";
import { voices } from "./player/voices.js";
import { captions, finder, follower } from "./player/words.js";
import { answer, copyText } from "./live.js";

const SPEEDS = [0.75, 1, 1.25, 1.5, 1.75, 2];
const SPEED = "roomcast-speed";
const all = (selector, root = document) => [...root.querySelectorAll(selector)];

function start(root) {
  const player = over(root);
  const chips = voices(all("[data-turns]", root), player.position, player.seek);
  const toggleCaptions = captions(player.audio, player.part("captions"), player.part("caption"));
  const step = speeds(player.audio, player.part("speed"));
  const show = showing(player, chips);
  listen(player, show);
  buttons(player);
  timedLinks(player);
  all("[data-marks]").forEach((marks) => marking(marks, player.position));
  all("[data-finder]").forEach((form) => finder(form, all(".says p[data-words]")));
  all("[data-follow]").forEach(followButton);
  const { seek, position, toggle } = player;
  all("[data-keys]").forEach((help) => shortcuts({
    " ": toggle, k: toggle, j: () => seek(position() - 15), l: () => seek(position() + 30),
    n: chips.skip, c: toggleCaptions, "<": () => step(-1), ">": () => step(1),
  }, help));
  player.audio.controls = false;
  player.audio.hidden = true;
  for (const node of all("[data-scripted]", root)) node.hidden = false;
  show();
  arrive(player);
}

/** What the rest is done with: the native element, and its verbs in seconds. */
function over(root) {
  const audio = root.querySelector("audio");
  const duration = Number(root.dataset.duration);
  let wanted = null; // a moment asked for before the sound's length was known
  const seek = (seconds) => {
    const to = Math.min(Math.max(0, seconds), Math.max(0, duration - 0.25));
    if (audio.readyState) audio.currentTime = to;
    else wanted = to;
    audio.dispatchEvent(new Event("moved"));
  };
  audio.addEventListener("loadedmetadata", () => {
    if (wanted !== null) audio.currentTime = wanted;
    wanted = null;
  });
  const play = () => audio.play().catch(() => {}); // the browser may want a tap first
  return {
    root, audio, duration, seek, play,
    part: (name) => root.querySelector(`[data-part=${name}]`),
    position: () => wanted ?? audio.currentTime,
    toggle: () => (audio.paused ? play() : audio.pause()),
  };
}

/** Everything that moves with the sound; the answer of it shows the present moment. */
function showing(player, chips) {
  const moves = [
    scrubber(player.part("scrub"), player.duration, player.seek, chips.at),
    follower(all(".says[data-t]"), (node, on) => node.classList.toggle("now", on), keepInSight),
    follower(all(".chapters a[data-t]"), (node, on) => (on ? node.setAttribute("aria-current", "true") : node.removeAttribute("aria-current"))),
    (at) => { player.part("at").textContent = clock(at); },
  ];
  return () => moves.forEach((move) => move(player.position()));
}

function listen({ audio, part }, show) {
  for (const event of ["timeupdate", "seeking", "moved"]) audio.addEventListener(event, show);
  for (const event of ["play", "playing", "pause", "waiting", "ended"]) audio.addEventListener(event, () => showState(part("play"), audio));
  const failed = () => { part("failed").hidden = false; part("play").hidden = true; };
  audio.addEventListener("error", failed);
  if (audio.error) failed(); // it may have failed before this script was there
}

function buttons({ root, part, position, seek, toggle }) {
  part("play").addEventListener("click", toggle);
  part("back").addEventListener("click", () => seek(position() - 15));
  part("on").addEventListener("click", () => seek(position() + 30));
  part("share")?.addEventListener("click", async () => {
    await copyText(`${root.dataset.page}#t=${Math.floor(position())}`);
    answer(part("share"), `Link to ${clock(position())} copied`);
  });
}

function showState(button, audio) {
  const waiting = !audio.paused && audio.readyState < 3;
  button.setAttribute("aria-label", audio.paused ? "Play" : "Pause");
  button.toggleAttribute("data-playing", !audio.paused);
  if (waiting) button.setAttribute("aria-busy", "true");
  else button.removeAttribute("aria-busy");
}

/** The speed button goes round; the answer of it is a step up or down for the keys. */
function speeds(audio, button) {
  const set = (rate) => {
    audio.defaultPlaybackRate = audio.playbackRate = rate;
    button.textContent = `${rate}×`;
    button.setAttribute("aria-label", `Speed, now ${rate}×`);
    localStorage.setItem(SPEED, String(rate));
  };
  const now = () => Math.max(0, SPEEDS.indexOf(audio.playbackRate));
  button.addEventListener("click", () => set(SPEEDS[(now() + 1) % SPEEDS.length]));
  const known = Number(localStorage.getItem(SPEED));
  set(SPEEDS.includes(known) ? known : 1);
  return (step) => set(SPEEDS[Math.min(SPEEDS.length - 1, Math.max(0, now() + step))]);
}

/** Chapters and transcript lines play from their moment; without script they open the file there. */
function timedLinks({ seek, play }) {
  for (const link of all("a[data-t]")) {
    link.href = `#t=${Math.floor(Number(link.dataset.t))}`;
    link.addEventListener("click", (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      history.replaceState(null, "", link.href);
      seek(Number(link.dataset.t));
      play();
    });
  }
}

/** Buttons that write the present moment, with its tenth, into a field. */
function marking(marks, position) {
  marks.hidden = false;
  for (const button of all("[data-mark]", marks)) {
    button.addEventListener("click", () => {
      const at = Math.floor(position() * 10) / 10;
      const written = `${clock(at)}.${Math.round((at % 1) * 10)}`;
      document.getElementById(button.dataset.mark).value = written;
      answer(button, written);
    });
  }
}

/** Keep the line that is heard in sight, when asked to. */
let following = false;
function followButton(button) {
  button.hidden = false;
  button.addEventListener("click", () => {
    following = !following;
    button.setAttribute("aria-pressed", String(following));
    const now = document.querySelector(".says.now");
    if (now) keepInSight(now);
  });
}
function keepInSight(line) {
  if (following) line.scrollIntoView({ block: "center", behavior: "smooth" });
}

/** `#t=818` seeks, `#play` plays; of `?t=61,75`, a part that somebody was sent, no more is heard. */
function arrive({ audio, seek, play, position }) {
  let [from, to] = [0, Infinity];
  const go = () => {
    const asked = moment(location.hash) === null ? location.search : location.hash;
    const at = moment(asked);
    [from, to] = [at ?? 0, at === null ? Infinity : end(asked)];
    if (at !== null) seek(at);
    if (location.hash === "#play") play();
  };
  audio.addEventListener("timeupdate", () => {
    if (position() < to) return;
    audio.pause();
    seek(from);
  });
  audio.addEventListener("moved", () => { // whoever goes elsewhere wants to hear that
    if (position() < from || position() > to) to = Infinity;
  });
  window.addEventListener("hashchange", go);
  go();
}

document.querySelectorAll("[data-player]").forEach(start);
