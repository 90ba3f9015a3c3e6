/* <form data-one-by-one> sends its files one after the other, says how far it is, and keeps what was refused in sight.
   [data-compare] moves the edge between two pictures that lie over each other. */
import { announce, fill } from "./words.js";

const filesOf = (form) => [...form.querySelectorAll('input[type="file"]')].flatMap((input) => [...input.files]);

async function send(form, file) {
  const body = new FormData(form);
  body.delete("file");
  body.append("file", file, file.name);
  const answer = await fetch(form.action, { method: "POST", body, headers: { "HX-Request": "true" } });
  if (answer.headers.has("HX-Redirect")) window.location.reload();
  if (!answer.ok && answer.status !== 422) throw new Error(String(answer.status));
  return answer.text();
}

function sayLost(form, received, file) {
  const line = document.createElement("li");
  line.className = "taken is-bad";
  line.dataset.refused = "";
  line.textContent = fill(form.dataset.failed, { name: file.name });
  received.append(line);
}

function show(form, done, all) {
  const job = form.querySelector("[data-sending]");
  const figure = job.querySelector("[data-figure]");
  job.hidden = false;
  Object.assign(job.querySelector("progress"), { max: all, value: done });
  figure.textContent = fill(figure.dataset.said, { number: done, of: all });
}

async function sendAll(form, files) {
  const received = form.querySelector("[data-received]");
  received.textContent = "";
  show(form, 0, files.length);
  for (const [place, file] of files.entries()) {
    try {
      received.insertAdjacentHTML("beforeend", await send(form, file));
    } catch {
      sayLost(form, received, file);
    }
    show(form, place + 1, files.length);
    if (received.querySelector("[data-mend]")) return false;
  }
  return !received.querySelector("[data-refused]");
}

async function bringIn(form) {
  const button = form.querySelector("button:not([type=button])");
  button.disabled = true;
  const whole = await sendAll(form, filesOf(form));
  if (whole) return window.location.assign(form.dataset.done);
  button.disabled = false;
  form.querySelector("[data-sending]").hidden = true;
  form.querySelector("[data-finished]").hidden = !form.querySelector(".taken img");
  form.querySelectorAll('input[type="file"]').forEach((input) => { input.value = ""; });
  const first = form.querySelector("[data-refused], [data-mend]");
  first.scrollIntoView({ block: "center" });
  return announce(first.textContent.trim());
}

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!form.matches("[data-one-by-one]") || !filesOf(form).length) return;
  event.preventDefault();
  bringIn(form);
});

document.addEventListener("change", (event) => {
  if (event.target.matches(".camera input") && event.target.files.length) event.target.form.requestSubmit();
});

document.addEventListener("input", (event) => {
  const both = event.target.closest("[data-compare]");
  if (both) both.querySelector(".upper").style.setProperty("--cut", `${100 - event.target.value}%`);
});
