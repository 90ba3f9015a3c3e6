/* The translated sentences that scripts say: data attributes of #words (templates/frame/words.html). */

const box = document.getElementById("words");

/** Put `values` into the {name} places of a translated `text`. */
export function fill(text, values) {
  return text.replace(/\{(\w+)\}/g, (whole, name) => (name in values ? String(values[name]) : whole));
}

/** The sentence called `name`, its places filled from `values`. */
export function words(name, values = {}) {
  return fill((box && box.dataset[name]) || "", values);
}

/** Have a screen reader say `text`, without moving the focus. */
export function announce(text) {
  const heard = document.getElementById("heard");
  if (!heard) return;
  heard.textContent = "";
  window.setTimeout(() => { heard.textContent = text; }, 50);
}
