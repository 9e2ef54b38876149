/* A recording's lanes: each round button plays one voice alone; among them, keys 1 to 9 do it too. */
import { isField } from "./live.js";

function start(lanes) {
  const sheet = lanes.closest("section");
  const box = sheet.querySelector("[data-part=hearing]");
  const audio = box?.querySelector("audio");
  const links = [...lanes.querySelectorAll("[data-sound]")];
  if (!audio) return;
  let playing = null;

  function show() {
    for (const link of links) {
      const on = link === playing && !audio.paused;
      link.toggleAttribute("data-playing", on);
      const name = link.getAttribute("aria-label").replace(/^(Play only|Pause) /, "");
      link.setAttribute("aria-label", `${on ? "Pause" : "Play only"} ${name}`);
      if (link === playing && !audio.paused && audio.readyState < 3 && !audio.error) link.setAttribute("aria-busy", "true");
      else link.removeAttribute("aria-busy");
    }
  }

  function toggle(link) {
    if (playing === link && !audio.paused) { audio.pause(); return; }
    if (playing !== link) {
      playing = link;
      audio.src = link.href;
      sheet.querySelector("[data-part=who]").textContent = `Only ${link.getAttribute("aria-label").replace(/^(Play only|Pause) /, "")}; the pauses in between are left out. The first time, it is made just now: that takes a while in a long recording.`;
      box.hidden = false;
    }
    audio.play().catch(() => {});
  }

  for (const link of links) {
    link.setAttribute("role", "button");
    link.addEventListener("click", (event) => { event.preventDefault(); toggle(link); });
    link.addEventListener("keydown", (event) => { if (event.key === " ") { event.preventDefault(); toggle(link); } });
  }
  for (const event of ["play", "playing", "waiting", "pause", "ended"]) audio.addEventListener(event, show);
  audio.addEventListener("error", () => {
    show();
    sheet.querySelector("[data-part=who]").textContent = "This sound did not arrive. Load the page again, and try once more.";
  });
  sheet.addEventListener("keydown", (event) => {
    if (isField(event.target) || event.ctrlKey || event.metaKey || event.altKey) return;
    const link = links[Number(event.key) - 1];
    if (link) toggle(link);
  });
}

document.querySelectorAll("[data-lanes]").forEach(start);
