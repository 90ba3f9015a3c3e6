/* Who works by keys keeps their place: what had the focus and was drawn anew has it again, or what stands there now. */

const FOCUSABLE = "a[href], button:not([disabled]), input:not([type=hidden]):not([disabled]), select, textarea, summary";
const KEPT = "rapport.place";
const KEPT_FOR_MS = 10_000;

let byKeys = false;
let left = null;

const stops = (root) => [...root.querySelectorAll(FOCUSABLE)].filter((one) => one.offsetParent !== null);
const wordsOf = (element) => [element.tagName, element.id, element.name, element.getAttribute("aria-label") || element.textContent.trim()].join(" ");
const isNowhere = () => !document.activeElement || document.activeElement === document.body;

function placeIn(root) {
  const element = document.activeElement;
  if (!byKeys || isNowhere() || !root || !root.contains(element)) return null;
  return { number: stops(root).indexOf(element), words: wordsOf(element), turns: element.closest(".pager") !== null };
}

/* another page of a list begins with its first row; of what is done and gone, the next one is there */
function comeBack(root, place) {
  if (!place || !root || !isNowhere()) return;
  const all = stops(root);
  const there = (place.turns && root.querySelector("[data-open]"))
    || all.find((one) => wordsOf(one) === place.words) || all[Math.min(place.number, all.length - 1)];
  if (there) there.focus();
}

const main = () => document.getElementById("main");

document.addEventListener("keydown", () => { byKeys = true; }, true);
document.addEventListener("pointerdown", () => { byKeys = false; }, true);

document.addEventListener("htmx:beforeSwap", (event) => { left = placeIn(event.detail.target); });
document.addEventListener("htmx:afterSettle", (event) => {
  const { id } = event.detail.target || {};
  comeBack((id && document.getElementById(id)) || main(), left);
  left = null;
});

/* whether the answer draws a part anew or moves the page is not known yet: only a page of this address looks */
document.addEventListener("submit", () => {
  const place = placeIn(main());
  if (place) sessionStorage.setItem(KEPT, JSON.stringify({ ...place, path: window.location.pathname, at: Date.now() }));
});

const kept = JSON.parse(sessionStorage.getItem(KEPT) || "null");
sessionStorage.removeItem(KEPT);
if (kept && kept.path === window.location.pathname && Date.now() - kept.at < KEPT_FOR_MS) {
  byKeys = true;
  comeBack(main(), kept);
}
