/* <label data-drop> around a file field takes files that are dropped on it, and says which were chosen. */

const zoneOf = (event) => (event.target instanceof Element ? event.target.closest("[data-drop]") : null);

function say(zone, input) {
  const title = zone.querySelector("[data-drop-title]");
  title.textContent = [...input.files].map((file) => file.name).join(", ");
  const form = input.form;
  if (form && form.hasAttribute("data-send-at-once") && input.files.length) form.requestSubmit();
}

["dragover", "dragleave", "drop"].forEach((kind) => document.addEventListener(kind, (event) => {
  const zone = zoneOf(event);
  if (!zone) return;
  event.preventDefault();
  zone.classList.toggle("over", kind === "dragover");
  if (kind !== "drop" || !event.dataTransfer.files.length) return;
  const input = zone.querySelector("input[type=file]");
  input.files = event.dataTransfer.files;
  say(zone, input);
}));

document.addEventListener("change", (event) => {
  const zone = zoneOf(event);
  if (zone && event.target.type === "file" && event.target.files.length) say(zone, event.target);
});
