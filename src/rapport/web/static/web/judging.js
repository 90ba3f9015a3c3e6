/* The dentist's judgement by keys: a digit answers the first scale that is open, Backspace takes the last answer back.
   Enter in an answer saves, as in any form. */
import { onKey } from "./keys.js";

const form = () => document.querySelector("form[data-judging]");
const scales = () => [...form().querySelectorAll("fieldset")];
const answer = (scale) => scale.querySelector("input:checked");

function tap(digit) {
  if (!form()) return false;
  const open = scales().find((scale) => !answer(scale));
  const step = open && open.querySelector(`input[value="${digit}"]`);
  if (!step) return false;
  step.checked = true;
  step.focus();
  return true;
}

for (let digit = 1; digit <= 5; digit += 1) {
  onKey(`Digit${digit}`, () => tap(digit));
  onKey(`Numpad${digit}`, () => tap(digit));
}

onKey("Backspace", () => {
  const last = form() && scales().reverse().find(answer);
  if (!last) return false;
  answer(last).checked = false;
  return true;
});
