/* Sending large files: says how much has gone, can be stopped, takes a drop. The form works without. */
import { say } from "./live.js";

const size = (bytes) => (bytes >= 1e9 ? `${(bytes / 1e9).toFixed(1)} GB` : `${Math.max(0.1, bytes / 1e6).toFixed(bytes >= 1e8 ? 0 : 1)} MB`);

function time(seconds) {
  if (seconds < 60) return `${Math.max(1, Math.round(seconds))} s left`;
  return seconds < 3600 ? `${Math.round(seconds / 60)} min left` : `${Math.floor(seconds / 3600)} h ${Math.round((seconds % 3600) / 60)} min left`;
}

function start(form) {
  const part = (name) => form.querySelector(`[data-part=${name}]`);
  const input = form.querySelector("input[type=file]");
  let request = null;

  form.addEventListener("submit", (event) => {
    if (!input.files.length) return; // the site says what is missing
    event.preventDefault();
    const whole = [...input.files].reduce((sum, file) => sum + file.size, 0);
    if (whole > Number(form.dataset.most)) {
      fail(`These files have ${size(whole)}. This site takes up to ${size(Number(form.dataset.most))}.`);
      return;
    }
    send(new FormData(form));
  });

  part("stop").addEventListener("click", () => request?.abort());

  for (const kind of ["dragover", "dragleave", "drop"]) {
    form.addEventListener(kind, (event) => {
      event.preventDefault();
      form.toggleAttribute("data-over", kind === "dragover");
      if (kind === "drop" && event.dataTransfer.files.length) input.files = event.dataTransfer.files;
    });
  }

  function send(data) {
    request = new XMLHttpRequest();
    const began = performance.now();
    let told = 0;
    request.upload.addEventListener("progress", (event) => {
      if (!event.lengthComputable) return;
      const percent = Math.floor((event.loaded / event.total) * 100);
      const seconds = (performance.now() - began) / 1000;
      const rest = seconds > 2 && event.loaded ? `, ${time((seconds / event.loaded) * (event.total - event.loaded))}` : "";
      part("bar").value = percent;
      part("words").textContent = percent < 100 ? `${size(event.loaded)} of ${size(event.total)} sent${rest}` : "All sent. Keeping it safe…";
      if (percent >= told + 25) { told = percent - (percent % 25); say(`${told} % sent`); }
    });
    request.addEventListener("load", arrived);
    request.addEventListener("error", () => fail("The connection broke before all was sent. Check it and press Import again."));
    request.addEventListener("abort", () => fail("Sending was stopped. Nothing was kept."));
    request.open("POST", form.action);
    busy(true);
    request.send(data);
  }

  function arrived() {
    if (request.status < 400) { location.assign(request.responseURL); return; }
    const answer = new DOMParser().parseFromString(request.responseText, "text/html");
    const said = answer.querySelector("main .wrong:not([hidden]), main .note.stop p");
    fail(said ? said.textContent : `The site refused the file (${request.status}). Load the page again and try once more.`);
  }

  function fail(sentence) {
    busy(false);
    part("failed").textContent = sentence;
    part("failed").hidden = false;
    input.focus();
  }

  function busy(on) {
    part("sending").hidden = part("stop").hidden = !on;
    part("send").hidden = on;
    if (on) part("failed").hidden = true;
    form.setAttribute("aria-busy", String(on));
    window.onbeforeunload = on ? () => true : null;
  }
}

document.querySelectorAll("[data-upload]").forEach(start);
