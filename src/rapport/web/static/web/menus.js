/* Menus are <details data-menu>; dialogs are <dialog>, opened by data-dialog="id" and closed by data-close. */

const openMenus = () => document.querySelectorAll("details[data-menu][open]");

document.addEventListener("click", (event) => {
  openMenus().forEach((menu) => { if (!menu.contains(event.target)) menu.open = false; });
  const opener = event.target.closest("[data-dialog]");
  if (opener) {
    openMenus().forEach((menu) => { menu.open = false; });
    document.getElementById(opener.dataset.dialog).showModal();
  }
  const closer = event.target.closest("[data-close]");
  if (closer) closer.closest("dialog").close();
  if (event.target instanceof HTMLDialogElement) event.target.close();
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  openMenus().forEach((menu) => {
    menu.open = false;
    menu.querySelector("summary").focus();
  });
});

document.addEventListener("focusout", (event) => {
  const menu = event.target.closest && event.target.closest("details[data-menu]");
  if (menu && event.relatedTarget && !menu.contains(event.relatedTarget)) menu.open = false;
});

document.addEventListener("click", (event) => { if (event.target.closest("[data-print]")) window.print(); });

const firstFocus = document.querySelector("main [data-focus]");
if (firstFocus) firstFocus.focus();

/* Tabs that do not fit are scrolled to the open one. */
document.querySelectorAll(".tabs > [aria-current]").forEach((tab) => {
  const row = tab.parentElement;
  row.scrollLeft = tab.offsetLeft - row.offsetLeft - 60;
});
