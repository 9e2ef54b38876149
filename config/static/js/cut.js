/* A tap on the lane ticks the part that is heard there; everything also works by its fields. */
const form = document.querySelector("[data-cut]");
const lane = document.querySelector(".lane");

lane?.addEventListener("click", (event) => {
  const box = lane.getBoundingClientRect();
  const at = ((event.clientX - box.left) / box.width) * Number(form.dataset.duration);
  const distance = (part) => Math.max(part.dataset.start - at, at - part.dataset.end, 0);
  const parts = [...form.querySelectorAll("[data-start]")];
  const tick = parts.sort((a, b) => distance(a) - distance(b))[0]?.querySelector("[name=part]");
  if (!tick) return;
  tick.checked = !tick.checked;
  tick.focus();
});
