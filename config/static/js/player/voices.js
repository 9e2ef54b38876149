/* Skip to a voice: each chip knows the turns of its voice. */

const read = (chip) => chip.dataset.turns.split(" ").filter(Boolean).map((turn) => turn.split("-").map((ms) => Number(ms) / 1000));

export function voices(chips, position, seek) {
  const known = chips.map((chip) => ({ chip, name: chip.textContent.trim(), turns: read(chip) }));
  let chosen = null;

  const next = (voice) => {
    const turn = voice.turns.find(([start]) => start > position() + 0.5) ?? voice.turns[0];
    if (turn) seek(turn[0]);
  };
  const choose = (voice) => {
    chosen = voice;
    for (const { chip } of known) chip.setAttribute("aria-pressed", String(chip === voice.chip));
    next(voice);
  };
  for (const voice of known) voice.chip.addEventListener("click", () => choose(voice));

  return {
    skip: () => { if (chosen ?? known[0]) choose(chosen ?? known[0]); },
    at: (seconds) => known.filter(({ turns }) => turns.some(([start, end]) => start <= seconds && seconds < end)).map(({ name }) => name).join(" and "),
  };
}
