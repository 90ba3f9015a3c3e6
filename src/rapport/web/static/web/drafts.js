/* What was typed into a form marked data-draft="name" is kept for this tab when its sending fails. */
import { announce, words } from "./words.js";

const PREFIX = "rapport.draft.";
const TYPED = "textarea, select, input:not([type=hidden]):not([type=password]):not([type=file]):not([type=checkbox]):not([type=radio])";

const formOf = (element) => (element instanceof Element ? element.closest("form[data-draft]") : null);
const placeOf = (form) => PREFIX + window.location.pathname + "#" + form.dataset.draft;

/** Keep what was typed into the form around `element`. */
export function keepText(element) {
  const form = formOf(element);
  if (!form) return;
  const typed = [...form.querySelectorAll(TYPED)].filter((field) => field.name).map((field) => [field.name, field.value]);
  sessionStorage.setItem(placeOf(form), JSON.stringify(typed));
}

/** Forget what was kept for the form around `element`: it has been saved. */
export function keptTextArrived(element) {
  const form = formOf(element);
  if (form) sessionStorage.removeItem(placeOf(form));
}

const isUntouched = (field) => field.defaultValue === undefined || field.value === field.defaultValue;

function putBack(form) {
  const kept = sessionStorage.getItem(placeOf(form));
  if (!kept) return;
  for (const [name, value] of JSON.parse(kept)) {
    const field = form.elements.namedItem(name);
    if (field && isUntouched(field)) field.value = value;
  }
  announce(words("putBack"));
}

/* Signing out, a sign-in page and a page handed to a client leave nothing of a patient behind in this browser. */
function forgetAll() {
  Object.keys(sessionStorage).filter((key) => key.startsWith(PREFIX)).forEach((key) => sessionStorage.removeItem(key));
}

document.addEventListener("submit", (event) => { if (event.target.matches("[data-forget]")) forgetAll(); });
if (document.querySelector("[data-forget-all]")) forgetAll();
document.querySelectorAll("form[data-draft]").forEach(putBack);
