/* Single keys. Letters go by their place (event.code), so that they work in the Russian layout too; they wait
   while somebody types or composes, and can be switched off.

   A page gives a key to an element with data-key="KeyN": a field is focused, anything else is clicked. */

const SWITCH = "rapport.keys";
const actions = new Map();

/** Have `action` run on the key `code`; it may return false for "not here". */
export function onKey(code, action) {
  actions.set(code, action);
}

const areOff = () => localStorage.getItem(SWITCH) === "off";
const isComposing = (event) => event.isComposing || event.keyCode === 229;
const hasModifier = (event) => event.ctrlKey || event.metaKey || event.altKey;

function isTyping(target) {
  return target instanceof Element && (target.isContentEditable || target.matches(
    "textarea, select, input:not([type=checkbox]):not([type=radio]):not([type=button]):not([type=submit]):not([type=file])"));
}

function nameOf(event) {
  if (event.key === "?" || (event.code === "Slash" && event.shiftKey)) return "Help";
  if (event.key === "/" || event.code === "Slash") return "Slash";
  return event.shiftKey ? "" : event.code;
}

function useElement(name) {
  const element = [...document.querySelectorAll(`[data-key="${name}"]`)].find((one) => one.offsetParent !== null);
  if (!element) return false;
  if (element.matches("input:not([type=checkbox]), textarea, select")) element.focus({ preventScroll: isInSight(element) });
  else element.click();
  return true;
}

/* a field at the foot of the window is in sight: to scroll to where it would stand takes the name away */
function isInSight(element) {
  const { top, bottom } = element.getBoundingClientRect();
  return top >= 0 && bottom <= window.innerHeight;
}

document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || areOff() || isComposing(event) || hasModifier(event) || isTyping(event.target)) return;
  if (document.querySelector("dialog[open]")) return;
  const name = nameOf(event);
  if (!name) return;
  const action = actions.get(name);
  if ((action && action(event) !== false) || useElement(name)) event.preventDefault();
});

/* who typed a note by keys goes on by keys: Escape leaves the field; a line that is said anew stays as it was */
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || event.defaultPrevented || isComposing(event) || !isTyping(event.target)) return;
  if (event.target.closest("dialog")) return;
  if (event.target.matches("[data-as-it-was]")) event.target.value = event.target.defaultValue;
  event.target.blur();
});

onKey("Help", () => {
  const help = document.getElementById("keys-help");
  return help ? help.showModal() : false;
});

const toggle = document.querySelector("[data-keys-switch]");
if (toggle) {
  toggle.checked = !areOff();
  toggle.addEventListener("change", () => localStorage.setItem(SWITCH, toggle.checked ? "on" : "off"));
}
