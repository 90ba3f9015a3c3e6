/* Lists one walks with J K Enter X, and the bar that acts on the selected rows.

   <form data-list> holds rows marked data-row; a row has a link data-open and a checkbox data-pick. What the bar
   offers for two rows alone is marked data-picked="2". */
import { onKey } from "./keys.js";
import { announce, fill } from "./words.js";

let lastPicked = null;

const rowsOf = (list) => [...list.querySelectorAll("[data-row]")];
const picksOf = (list) => [...list.querySelectorAll("[data-pick]")];

function currentRow() {
  return document.activeElement && document.activeElement.closest("[data-row]");
}

function step(by) {
  const current = currentRow();
  const list = (current && current.closest("[data-list]")) || document.querySelector("[data-list]");
  if (!list) return false;
  const rows = rowsOf(list);
  const next = rows[current ? rows.indexOf(current) + by : 0];
  if (!next) return current ? undefined : false;
  const handle = next.querySelector("[data-open]") || next.querySelector("a, [data-pick]");
  if (handle) handle.focus();
  next.scrollIntoView({ block: "nearest" });
  return undefined;
}

function togglePick() {
  const row = currentRow();
  const pick = row && row.querySelector("[data-pick]");
  if (!pick) return false;
  pick.click();
  return undefined;
}

function pickRange(list, from, to) {
  const picks = picksOf(list);
  const [first, last] = [picks.indexOf(from), picks.indexOf(to)].sort((a, b) => a - b);
  if (first < 0) return;
  picks.slice(first, last + 1).forEach((pick) => { pick.checked = to.checked; });
}

function setAll(list, checked) {
  picksOf(list).forEach((pick) => { pick.checked = checked; });
}

function takeAll(bar, taken) {
  bar.querySelector("[data-all]").value = taken ? "1" : "";
}

function tell(list) {
  const bar = list.querySelector("[data-bulk]");
  const picks = picksOf(list);
  const count = picks.filter((pick) => pick.checked).length;
  picks.forEach((pick) => pick.closest("[data-row]").classList.toggle("on", pick.checked));
  const whole = list.querySelector("[data-pick-page]");
  if (whole) {
    whole.checked = count > 0 && count === picks.length;
    whole.indeterminate = count > 0 && count < picks.length;
  }
  if (!bar) return;
  const everyone = bar.querySelector("[data-all]").value === "1";
  const said = everyone ? bar.querySelector("[data-take-all]").dataset.said : fill(bar.dataset.said, { count });
  bar.hidden = count === 0;
  bar.querySelectorAll("[data-picked]").forEach((one) => {
    one.hidden = everyone || count !== Number(one.dataset.picked);
  });
  bar.querySelector("[data-count]").textContent = said;
  announce(said);
}

document.addEventListener("click", (event) => {
  const list = event.target.closest("[data-list]");
  if (!list) return;
  const bar = list.querySelector("[data-bulk]");
  if (event.target.matches("[data-pick]")) {
    if (event.shiftKey && lastPicked && list.contains(lastPicked)) pickRange(list, lastPicked, event.target);
    lastPicked = event.target;
    if (bar) takeAll(bar, false);
  } else if (event.target.matches("[data-pick-page]")) {
    setAll(list, event.target.checked);
    if (bar) takeAll(bar, false);
  } else if (event.target.closest("[data-take-all]")) {
    setAll(list, true);
    takeAll(bar, true);
  } else if (event.target.closest("[data-take-none]")) {
    setAll(list, false);
    takeAll(bar, false);
  } else {
    return;
  }
  tell(list);
});

onKey("KeyJ", () => step(1));
onKey("KeyK", () => step(-1));
onKey("KeyX", togglePick);
