/* An @ in a field marked data-mentions="URL" completes a colleague; htmx fills the list under the field. */
import { announce, words } from "./words.js";

const STARTED = /(?:^|[^A-Za-z0-9])@([^\s@]{0,40})$/u;
const WAIT = 120;
let timer = 0;

const fieldOf = (element) => (element instanceof Element ? element.closest("textarea[data-mentions]") : null);
const listOf = (field) => field.parentElement.querySelector("[role=listbox]");
const options = (list) => [...list.querySelectorAll("[data-name]")];
const current = (list) => list.querySelector("[aria-selected=true]");
const started = (field) => STARTED.exec(field.value.slice(0, field.selectionStart));

function choose(field, option) {
  const list = listOf(field);
  options(list).forEach((one) => one.setAttribute("aria-selected", String(one === option)));
  if (option) field.setAttribute("aria-activedescendant", option.id);
  else field.removeAttribute("aria-activedescendant");
}

function close(field) {
  clearTimeout(timer);
  listOf(field).hidden = true;
  choose(field, null);
}

function put(field, option) {
  const asked = started(field);
  if (asked) {
    const end = field.selectionStart;
    field.setRangeText(`@${option.dataset.name} `, end - asked[1].length - 1, end, "end");
  }
  close(field);
  field.focus();
}

document.addEventListener("input", (event) => {
  const field = fieldOf(event.target);
  if (!field) return;
  const asked = started(field);
  if (!asked) { close(field); return; }
  clearTimeout(timer);
  const url = `${field.dataset.mentions}?q=${encodeURIComponent(asked[1])}`;
  timer = setTimeout(() => window.htmx.ajax("GET", url, { target: listOf(field), swap: "innerHTML" }), WAIT);
});

document.addEventListener("htmx:afterSwap", (event) => {
  const field = event.detail.target.parentElement?.querySelector("textarea[data-mentions]");
  if (!field || event.detail.target !== listOf(field)) return;
  const found = options(listOf(field));
  listOf(field).hidden = !started(field);
  choose(field, found[0] || null);
  announce(found.length ? words("found", { count: found.length }) : listOf(field).textContent.trim());
});

document.addEventListener("keydown", (event) => {
  const field = fieldOf(event.target);
  if (!field || listOf(field).hidden || event.isComposing || event.keyCode === 229) return;
  const found = options(listOf(field));
  const place = found.indexOf(current(listOf(field)));
  if (event.key === "ArrowDown") choose(field, found[(place + 1) % found.length] || null);
  else if (event.key === "ArrowUp") choose(field, found[(place - 1 + found.length) % found.length] || null);
  else if ((event.key === "Enter" || event.key === "Tab") && place >= 0) put(field, found[place]);
  else if (event.key === "Escape") close(field);
  else return;
  event.preventDefault();
  event.stopPropagation();
}, true);

document.addEventListener("mousedown", (event) => {
  const option = event.target instanceof Element ? event.target.closest("[data-name]") : null;
  const field = option?.closest(".note-text")?.querySelector("textarea[data-mentions]");
  if (!field) return;
  event.preventDefault();
  put(field, option);
});

document.addEventListener("focusout", (event) => {
  const field = fieldOf(event.target);
  if (field) close(field);
});
