/* The waveform: wavesurfer over peaks that the server made, the edits on it, and one part to mark by
   mouse and touch. What is marked is told; nothing is kept here. */
import WaveSurfer from "../../vendor/wavesurfer.esm.js";
import Regions from "../../vendor/regions.esm.js";

const MOST_WIDE = 4_000_000;
/** Beyond so many pixels browsers begin to fail. */
const MOST_PX_A_SECOND = 400;

const SHADES = { cut: ["--stop", 35], silence: ["--need", 55], bleep: ["--need", 55], pause: ["--soft", 30] };

export async function waveform(box, { address, duration, nonce, seek, marked }) {
  const look = getComputedStyle(document.documentElement);
  const colour = (name) => look.getPropertyValue(name).trim();
  const regions = Regions.create();
  const wave = WaveSurfer.create({
    container: box, height: 112, cspNonce: nonce, duration, peaks: [await peaks(address)], normalize: true,
    waveColor: colour("--edge"), progressColor: colour("--soft"), cursorColor: colour("--focus"), cursorWidth: 2,
    minPxPerSec: 0, hideScrollbar: false, autoScroll: true, autoCenter: false, plugins: [regions],
  });
  await new Promise((go) => { if (wave.getDuration() && wave.getDecodedData()) go(); else wave.once("ready", go); });
  const scroll = wave.getWrapper().parentElement;
  scroll.tabIndex = 0;
  scroll.setAttribute("role", "group");
  scroll.setAttribute("aria-label", "Waveform");
  const faint = (name, share) => `color-mix(in srgb, ${colour(name)} ${share}%, transparent)`;
  let part = null;
  let px = 0;

  regions.enableDragSelection({ color: faint("--focus", 30) }, 4);
  const keep = (region) => { if (part && part !== region) part.remove(); part = region; };
  regions.on("region-created", (region) => {
    if (region.id.startsWith("edit-")) return;
    keep(region);
    marked(region.start, region.end);
  });
  regions.on("region-updated", (region) => { if (region === part) marked(region.start, region.end); });
  wave.on("interaction", (at) => seek(at));

  return {
    at(seconds) { if (Math.abs(wave.getCurrentTime() - seconds) > 0.02) wave.setTime(seconds); },
    mark(start, end) {
      if (part && end > start) part.setOptions({ start, end });
      else if (end > start) keep(regions.addRegion({ id: "part", start, end, color: faint("--focus", 30), drag: true, resize: true }));
      else if (part) { part.remove(); part = null; }
    },
    edits(rows) {
      regions.getRegions().filter((region) => region.id.startsWith("edit-")).forEach((region) => region.remove());
      rows.forEach(({ deed, start, end }, index) => {
        if (deed === "trim") {
          if (start > 0) shade(regions, `edit-${index}-a`, 0, start, faint("--stop", 35));
          if (end < duration) shade(regions, `edit-${index}-b`, end, duration, faint("--stop", 35));
        } else shade(regions, `edit-${index}`, start, end, faint(...SHADES[deed]));
      });
    },
    zoom(times) {
      const whole = box.clientWidth / duration;
      const most = Math.min(MOST_PX_A_SECOND, MOST_WIDE / duration);
      px = Math.min(most, Math.max(whole, (px || whole) * times));
      wave.zoom(px <= whole ? 0 : px);
    },
  };
}

function shade(regions, id, start, end, color) {
  regions.addRegion({ id, start, end, color, drag: false, resize: false });
}

async function peaks(address) {
  const answer = await fetch(address);
  const bytes = answer.ok ? new Uint8Array(await answer.arrayBuffer()) : new Uint8Array();
  return bytes.length ? Float32Array.from(bytes, (value) => value / 255) : new Float32Array(2);
}
