/* Points out of ten by one key: within a question 1 to 9 and 0 for ten choose, and the next question has the
   focus; Escape leaves the questions, so that digits say again how the call ended. */

const questions = () => [...document.querySelectorAll("[data-points]")];

function goOn(question) {
  const all = questions();
  const next = all[all.indexOf(question) + 1];
  if (next) (next.querySelector(":checked") || next.querySelector("input")).focus();
  else document.activeElement.blur();
}

document.addEventListener("keydown", (event) => {
  const question = event.target instanceof Element && event.target.matches("input[type=radio]")
    && event.target.closest("[data-points]");
  if (!question || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.code === "Escape") {
    event.target.blur();
    return;
  }
  const digit = /^(?:Digit|Numpad)(\d)$/.exec(event.code);
  if (!digit) return;
  event.preventDefault();
  event.stopPropagation();
  const chosen = question.querySelector(`input[value="${digit[1] === "0" ? 10 : digit[1]}"]`);
  chosen.checked = true;
  chosen.dispatchEvent(new Event("change", { bubbles: true }));
  goOn(question);
}, true);
