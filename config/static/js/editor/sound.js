/* The recording as one sound, made of a file for each minute; while it plays, the edits are heard:
   what is cut is skipped, what is silent is muted, a bleep is a tone in its place. */
import { lastBefore } from "../player/clock.js";

const MINUTE = 60;
const BLEEP_HZ = 1000;

/** Spans packed as `start-end` in milliseconds, with spaces; in seconds, ascending. */
export const unpack = (text) => (text ?? "").split(" ").filter(Boolean).map((pair) => pair.split("-").map((ms) => ms / 1000));

/** The end of the span that holds a moment; null outside of all of them. */
export function endOf(spans, at) {
  const found = spans[lastBefore(spans.map(([start]) => start), at)];
  return found && at < found[1] ? found[1] : null;
}

export class Sound {
  /** `address` is that of the first minute; `told(at)` is called as it moves, `failed` when nothing arrives. */
  constructor(address, duration, told, failed) {
    Object.assign(this, { address, duration, told, failed, edited: false, revision: 0, until: null });
    this.edits = { cut: [], mute: [], bleep: [] };
    this.files = [new Audio(), new Audio()];
    this.minute = -1;
    this.at = 0;
    for (const file of this.files) {
      file.preload = "auto";
      for (const event of ["playing", "waiting", "pause"]) file.addEventListener(event, () => this.told(this.at));
      file.addEventListener("ended", () => { if (file === this.file) this.goOn(); });
      file.addEventListener("error", () => { if (file === this.file && file.src) { this.playing = false; this.failed(); } });
    }
  }

  get file() { return this.files[Math.max(0, this.minute) % 2]; }

  source(minute) {
    const path = this.address.replace(/0\.mp3$/, `${minute}.mp3`);
    return this.edited ? `${path}?edited=${this.revision}` : path;
  }

  load(minute, play) {
    const file = this.files[minute % 2];
    const source = new URL(this.source(minute), location.href).href;
    if (file.src !== source) file.src = source;
    if (!play) return;
    if (this.minute >= 0 && this.file !== file) this.file.pause();
    this.minute = minute;
  }

  seek(at) {
    this.at = Math.min(Math.max(0, at), Math.max(0, this.duration - 0.01));
    const minute = Math.floor(this.at / MINUTE);
    if (this.playing) {
      this.load(minute, true);
      const { file } = this;
      const within = this.at - minute * MINUTE;
      if (file.readyState) file.currentTime = within;
      else file.addEventListener("loadedmetadata", () => { if (file === this.file) file.currentTime = this.at - this.minute * MINUTE; }, { once: true });
      file.play().catch(() => {});
    }
    this.told(this.at);
  }

  play(until = null) {
    this.until = until;
    this.playing = true;
    this.tone ??= new Tone();
    this.seek(this.at);
    if (!this.ticking) { this.ticking = true; requestAnimationFrame(() => this.tick()); }
  }

  pause() {
    this.playing = false;
    this.until = null;
    this.files.forEach((file) => file.pause());
    this.tone?.sound(false);
    this.told(this.at);
  }

  hear(edited) {
    this.edited = edited;
    if (this.playing) this.seek(this.at);
  }

  /** Other edits: what single voices lose is in the files themselves, so those are loaded anew. */
  take(edits) {
    this.edits = edits;
    this.revision += 1;
    if (this.edited && this.playing) this.seek(this.at);
  }

  goOn() {
    const next = (this.minute + 1) * MINUTE;
    if (!this.playing) return;
    if (next < this.duration) this.seek(next);
    else this.pause();
  }

  tick() {
    if (!this.playing) { this.ticking = false; return; }
    requestAnimationFrame(() => this.tick());
    if (this.file.readyState < 1 || this.file.seeking || this.file.paused) return;
    this.at = this.minute * MINUTE + this.file.currentTime;
    if (this.until !== null && this.at >= this.until) { this.pause(); return; }
    if (this.edited) this.edit();
    else { this.file.muted = false; this.tone.sound(false); }
    if (this.file.currentTime > MINUTE / 2 && (this.minute + 1) * MINUTE < this.duration) this.load(this.minute + 1, false);
    this.told(this.at);
  }

  edit() {
    const { cut, mute, bleep } = this.edits;
    const end = endOf(cut, this.at);
    if (end !== null) {
      if (end >= this.duration) this.pause();
      else this.seek(end);
      return;
    }
    const silent = endOf(mute, this.at) !== null;
    const tone = !silent && endOf(bleep, this.at) !== null;
    this.file.muted = silent || tone;
    this.tone.sound(tone);
  }

  /** Whether the minute is still being made or fetched. */
  get isWaiting() { return Boolean(this.playing) && this.file.readyState < 3 && !this.file.error; }

  /** What is heard at this moment, in a word. */
  get heard() {
    if (!this.playing) return "";
    if (this.edited && this.tone.on) return "bleep";
    return this.edited && this.file.muted ? "silence" : "sound";
  }
}

class Tone {
  constructor() {
    this.on = false;
    const context = new AudioContext();
    this.gain = context.createGain();
    this.gain.gain.value = 0;
    const wave = context.createOscillator();
    wave.frequency.value = BLEEP_HZ;
    wave.connect(this.gain).connect(context.destination);
    wave.start();
  }

  sound(on) {
    this.on = on;
    this.gain.gain.value = on ? 0.1 : 0;
  }
}
