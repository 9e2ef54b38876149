/* Seconds and the words for them. */

/** `13:38`, `1:00:00`. */
export function clock(seconds) {
  const whole = Math.max(0, Math.floor(seconds));
  const two = (n) => String(n).padStart(2, "0");
  const [h, m, s] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  return h ? `${h}:${two(m)}:${two(s)}` : `${m}:${two(s)}`;
}

const SECONDS = (text) => text.split(":").reduce((sum, part) => sum * 60 + Number(part), 0);
const MOMENT = /[#&?]t=((?:\d+:){0,2}\d+(?:\.\d+)?)(?:,((?:\d+:){0,2}\d+(?:\.\d+)?))?/;

/** The seconds that `#t=818`, `#t=13:38` or `?t=1:00:00` name; null where there are none. */
export function moment(address) {
  const found = MOMENT.exec(address);
  return found ? SECONDS(found[1]) : null;
}

/** Where `#t=61,75` ends; Infinity where that is not said. */
export function end(address) {
  const found = MOMENT.exec(address);
  return found?.[2] ? SECONDS(found[2]) : Infinity;
}

/** The index of the last start that is not after `at`; -1 before the first. Starts ascend. */
export function lastBefore(starts, at) {
  let [low, high] = [0, starts.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (starts[middle] <= at) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}
