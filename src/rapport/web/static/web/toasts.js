/* Ten seconds to take a thing back. The server says what was done, in the page or with the event `toast`. */
import { onKey } from "./keys.js";
import { csrfToken } from "./requests.js";
import { announce } from "./words.js";

const SHOWN_MS = 10000;
const region = document.getElementById("toasts");

function startClock(toast) {
  let timer = 0;
  const start = () => { timer = window.setTimeout(() => toast.remove(), SHOWN_MS); };
  const stop = () => window.clearTimeout(timer);
  toast.addEventListener("mouseenter", stop);
  toast.addEventListener("mouseleave", start);
  toast.addEventListener("focusin", stop);
  toast.addEventListener("focusout", start);
  start();
}

function welcome(toast) {
  announce(toast.querySelector("[data-text]").textContent);
  if (!toast.classList.contains("bad")) startClock(toast);
}

function add({ text, level, undo }) {
  const toast = document.getElementById("toast").content.firstElementChild.cloneNode(true);
  const form = toast.querySelector("form");
  toast.querySelector("[data-text]").textContent = text;
  toast.classList.toggle("bad", level === "error");
  form.hidden = !undo;
  if (undo) form.action = undo;
  form.elements.namedItem("csrfmiddlewaretoken").value = csrfToken();
  form.elements.namedItem("next").value = window.location.pathname + window.location.search;
  region.append(toast);
  welcome(toast);
}

function undoLatest() {
  const forms = region ? [...region.querySelectorAll("form:not([hidden])")] : [];
  if (!forms.length) return false;
  forms[forms.length - 1].requestSubmit();
  return undefined;
}

if (region) region.querySelectorAll("[data-toast]").forEach(welcome);
document.addEventListener("toast", (event) => event.detail.toasts.forEach(add));
document.addEventListener("click", (event) => {
  if (event.target.closest("[data-dismiss]")) event.target.closest("[data-toast]").remove();
});
onKey("KeyZ", undoLatest);
