/* Calling by keys: dial, walk through the script, the next person. Only where a desk of calls is on the page.

   An element with data-call="Enter" is clicked by that key unless the key belongs to what has the focus. */
import { onKey } from "./keys.js";

const desk = () => document.querySelector("[data-calls]");
const script = () => document.querySelector("[data-script]");
const CONTROLS = "a, button, summary, input, select, textarea, label";

function use(code, event) {
  if (!desk() || (event.target instanceof Element && event.target.closest(CONTROLS))) return false;
  const element = desk().querySelector(`[data-call="${code}"]`);
  if (!element || element.disabled) return false;
  element.click();
  return true;
}
["Enter", "Space", "ArrowRight"].forEach((code) => onKey(code, (event) => use(code, event)));

/* the number pad chooses an outcome as well */
for (let digit = 0; digit <= 8; digit += 1) {
  onKey(`Numpad${digit}`, () => {
    const button = desk() && desk().querySelector(`[data-key="Digit${digit}"]`);
    if (!button) return false;
    button.click();
    return true;
  });
}

const steps = () => [...script().querySelectorAll("[data-step]")];
const current = () => script().querySelector("[data-step].on");

function goTo(step) {
  const all = steps();
  all.forEach((one) => {
    one.classList.toggle("on", one === step);
    one.classList.toggle("was", all.indexOf(one) < all.indexOf(step));
    if (one === step) one.setAttribute("aria-current", "step");
    else one.removeAttribute("aria-current");
  });
  step.scrollIntoView({ block: "nearest" });
}

function following(step) {
  const chosen = step.querySelector("input[type=radio]:checked");
  const led = chosen && chosen.dataset.leadsTo;
  const all = steps();
  return (led && all.find((one) => one.dataset.step === led)) || all[all.indexOf(step) + 1];
}

function walk(next) {
  if (!script()) return false;
  const step = current();
  const to = step ? next(step) : steps()[0];
  if (to) goTo(to);
  return true;
}
onKey("ArrowDown", () => walk(following));
onKey("ArrowUp", () => walk((step) => steps()[steps().indexOf(step) - 1]));

["KeyQ", "KeyW", "KeyE", "KeyR", "KeyT", "KeyY"].forEach((code, place) => onKey(code, () => {
  const answer = script() && current() && current().querySelector(`[data-answer="${place + 1}"]`);
  if (!answer) return false;
  answer.click();
  return true;
}));

onKey("KeyF", () => {
  const offer = script() && [...script().querySelectorAll("[name=offers]")].find((one) => !one.checked);
  if (!offer) return false;
  offer.click();
  return true;
});

document.addEventListener("change", (event) => {
  if (event.target.matches("[data-answer]")) goTo(following(event.target.closest("[data-step]")));
});

document.addEventListener("dial", (event) => { window.location.assign(event.detail.number); });

/* a dialog of an outcome is closed by the answer to it */
document.addEventListener("htmx:beforeRequest", (event) => {
  const dialog = event.detail.elt.closest && event.detail.elt.closest("dialog[open]");
  if (dialog && desk() && event.detail.requestConfig.verb === "post") dialog.close();
});
document.addEventListener("click", (event) => {
  const opens = event.target.closest("[data-dialog^='end-']");
  const first = opens && document.querySelector(`#${opens.dataset.dialog} select, #${opens.dataset.dialog} input:not([type=hidden]), #${opens.dataset.dialog} [data-first]`);
  if (first) first.focus();
});
