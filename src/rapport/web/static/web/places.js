/* A click on a free time writes it into the form beside it. */
document.addEventListener("click", (event) => {
  const chosen = event.target.closest("[data-place] button[data-time]");
  if (!chosen) return;
  const { elements } = chosen.form;
  elements.namedItem("day").value = chosen.dataset.day;
  elements.namedItem("time").value = chosen.dataset.time;
  chosen.form.querySelectorAll("button[data-time]").forEach((one) => one.classList.toggle("primary", one === chosen));
  chosen.form.querySelector("button:not([type=button])").focus();
});
