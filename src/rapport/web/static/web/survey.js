/* The page of a survey: what is tapped is kept on the phone until the clinic has it, and goes there as it is tapped. */

const HAPPY = 9; // from so many points on the rest is short
const SOON = 400; // ms after the last tap
const AGAIN = 5000; // ms until a lost connection is tried again
const FRESH = 60000; // ms: a page that was asked for at the moment of saving may not know what was saved
const KEY = "rapport.survey." + window.location.pathname;

let waiting = 0;
let version = 0;

const wholeOf = (form) => form.querySelector(".scale input:checked");

function keep(form) {
  const fields = [...form.elements].filter((field) => field.name);
  store({ fields: fields.map((field) => [field.name, field.value, field.checked]) });
}

const store = (kept) => localStorage.setItem(KEY, JSON.stringify(kept));
const stored = () => JSON.parse(localStorage.getItem(KEY) || "{}");

function putBack(form) {
  const kept = stored();
  if (!kept.fields || Date.now() - (kept.savedAt || Date.now()) > FRESH) return false;
  for (const [name, value, checked] of kept.fields) {
    for (const field of form.querySelectorAll(`[name="${CSS.escape(name)}"]`)) {
      if (field.type !== "radio" && field.type !== "checkbox") field.value = value;
      else if (field.value === value) field.checked = checked;
    }
  }
  return !kept.savedAt;
}

/* What is tapped on begins with the points of the whole. */
function begin(form, tap) {
  const scale = [...form.querySelectorAll(`[name="${tap.dataset.scale}"]`)];
  const whole = wholeOf(form);
  if (!tap.checked || !whole || scale.some((one) => one.checked)) return;
  scale.filter((one) => one.value === whole.value).forEach((one) => { one.checked = true; });
}

function suit(form) {
  const whole = wholeOf(form);
  const happy = Boolean(whole) && Number(whole.value) >= HAPPY;
  const wish = form.elements.namedItem("call");
  form.querySelectorAll("[data-when]").forEach((part) => {
    part.hidden = (part.dataset.when === "high") !== happy && !(part.contains(wish) && wish.checked);
  });
  form.querySelector(".more").hidden = !whole;
}

function note(form, lost) {
  form.querySelector("[data-note]").textContent = lost ? form.dataset.lost : "";
}

const bodyOf = (form) => new URLSearchParams(new FormData(form));

async function save(form) {
  const mine = version;
  try {
    const response = await fetch(form.dataset.draft, { method: "POST", body: bodyOf(form), headers: { "X-Draft": "1" } });
    if (response.status === 204 && mine === version) store({ ...stored(), savedAt: Date.now() });
    if (response.status === 409) window.location.reload();
    note(form, false);
  } catch {
    note(form, true);
    later(form, AGAIN);
  }
}

function later(form, delay) {
  window.clearTimeout(waiting);
  waiting = window.setTimeout(() => save(form), delay);
}

async function send(form) {
  const button = form.querySelector(".go");
  button.disabled = true;
  window.clearTimeout(waiting);
  try {
    const response = await fetch(form.action, { method: "POST", body: bodyOf(form) });
    if (response.status === 422) { form.submit(); return; }
    localStorage.removeItem(KEY);
    window.location.replace(form.action);
  } catch {
    note(form, true);
    button.disabled = false;
  }
}

function answering(form) {
  form.addEventListener("input", (event) => {
    if (event.target.matches(".tap")) begin(form, event.target);
    suit(form);
  });
  suit(form);
}

function keeping(form) {
  const back = putBack(form);
  form.addEventListener("input", () => {
    version += 1;
    keep(form);
    later(form, SOON);
  });
  form.addEventListener("submit", (event) => {
    if (event.submitter && event.submitter.hasAttribute("data-language")) return;
    event.preventDefault();
    send(form);
  });
  window.addEventListener("online", () => save(form));
  if (back) save(form);
}

/* A sample is tapped on, and kept nowhere. */
function wire(form) {
  answering(form);
  if (form.dataset.sample !== undefined) return;
  keeping(form);
  suit(form);
}

if (document.querySelector("[data-answered]")) localStorage.removeItem(KEY);
document.querySelectorAll("form[data-survey]").forEach(wire);
