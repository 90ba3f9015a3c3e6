/* The list under the search field: an ARIA combobox that htmx fills. */
import { announce, words } from "./words.js";

const form = document.querySelector("[data-find]");

if (form) {
  const input = form.querySelector("input");
  const list = form.querySelector("[role=listbox]");
  const options = () => [...list.querySelectorAll("[role=option]:not([aria-disabled])")];
  const current = () => list.querySelector("[aria-selected=true]");

  const open = (isOpen) => {
    list.hidden = !isOpen;
    input.setAttribute("aria-expanded", String(isOpen));
    if (!isOpen) choose(null);
  };

  const choose = (option) => {
    options().forEach((one) => one.setAttribute("aria-selected", String(one === option)));
    if (!option) return input.removeAttribute("aria-activedescendant");
    input.setAttribute("aria-activedescendant", option.id);
    return option.scrollIntoView({ block: "nearest" });
  };

  const move = (by) => {
    const all = options();
    if (!all.length) return;
    open(true);
    choose(all[(all.indexOf(current()) + by + all.length) % all.length] || all[0]);
  };

  input.addEventListener("keydown", (event) => {
    if (event.isComposing || event.keyCode === 229) return;
    if (event.key === "ArrowDown") { event.preventDefault(); move(1); }
    if (event.key === "ArrowUp") { event.preventDefault(); move(current() ? -1 : 0); }
    if (event.key === "Enter" && current()) { event.preventDefault(); window.location.assign(current().href); }
    if (event.key === "Escape" && !list.hidden) { event.preventDefault(); open(false); }
  });

  document.addEventListener("htmx:configRequest", (event) => {
    if (event.detail.elt === input && !input.value.trim()) { event.preventDefault(); open(false); }
  });
  document.addEventListener("htmx:afterSwap", (event) => {
    if (event.detail.target !== list) return;
    open(document.activeElement === input);
    const nobody = list.querySelector(".find-note");
    announce(nobody ? nobody.textContent.trim() : words("found", { count: options().length }));
  });
  input.addEventListener("focus", () => { if (input.value.trim() && list.children.length) open(true); });
  document.addEventListener("click", (event) => { if (!form.contains(event.target)) open(false); });
  form.addEventListener("focusout", (event) => {
    if (event.relatedTarget && !form.contains(event.relatedTarget)) open(false);
  });
}
