/* Writing a condition: which side was written in last, the wrong place underlined under the text, a better word put in. */

const formOf = (element) => (element instanceof Element ? element.closest("[data-criterion-form]") : null);

/* Before htmx sends the form: the side that was touched says what is meant. */
function touched(event) {
  const form = formOf(event.target);
  if (!form) return;
  if (event.target.closest("[data-rows]")) form.elements.from.value = "builder";
  else if (event.target.matches("[data-criterion]")) form.elements.from.value = "text";
}
for (const kind of ["input", "change", "click"]) document.addEventListener(kind, touched, true);

/* Rows that are drawn anew keep what was written in them since the page asked: the answer knows nothing of it. (A
   choice waits a little before it is sent: a word is looked for letter by letter, each of which chooses one.) */
const WRITTEN = "[data-rows][id]:is(select, [type=text], [type=date])";
let asked = new Map();
let later = [];

document.addEventListener("htmx:beforeRequest", ({ detail }) => {
  if (!detail.elt.matches("[data-rows], [data-criterion], .as-rows")) return;
  asked = new Map([...document.querySelectorAll(WRITTEN)].map((field) => [field.id, field.value]));
});
document.addEventListener("htmx:oobBeforeSwap", ({ detail }) => {
  for (const field of detail.target.querySelectorAll(WRITTEN)) {
    const drawn = detail.fragment.getElementById(field.id);
    if (!drawn || field.value === (asked.get(field.id) ?? "")) continue;
    drawn.value = field.value;
    later.push(drawn);
  }
});
document.addEventListener("htmx:afterSettle", () => {
  for (const field of later.splice(0)) window.htmx.trigger(field, "kept");
});

/* The mirror lies under the field and has the same text; only its underline is seen. */
function underline() {
  const field = document.querySelector("[data-criterion]");
  const mirror = document.querySelector("[data-mirror]");
  const preview = document.getElementById("preview");
  if (!field || !mirror || !preview) return;
  mirror.textContent = "";
  const wrong = preview.dataset.wrongFrom !== undefined;
  field.setAttribute("aria-invalid", String(wrong));
  if (!wrong) return;
  // the place is told in signs, a string of the browser counts half signs for some
  const signs = [...field.value];
  const from = Number(preview.dataset.wrongFrom);
  const to = Math.max(Number(preview.dataset.wrongTo), from + 1);
  const mark = document.createElement("mark");
  mark.textContent = signs.slice(from, to).join("") || " ";
  mirror.append(signs.slice(0, from).join(""), mark, signs.slice(to).join(""));
  mirror.scrollTop = field.scrollTop;
}
document.addEventListener("htmx:afterSettle", underline);
underline();

/* Rows that nobody can meet; typing in one draws only the preview anew, which says which they are. */
function doubt() {
  const told = (document.getElementById("preview")?.dataset.doubted || "").split(" ");
  for (const word of document.querySelectorAll(".group .cond > .word")) {
    word.parentElement.classList.toggle("doubted", told.includes(word.id.replace("-word", "")));
  }
}
document.addEventListener("htmx:afterSettle", doubt);
doubt();

document.addEventListener("input", (event) => {
  if (event.target.matches("[data-criterion]")) document.querySelector("[data-mirror]").textContent = "";
});
document.addEventListener("scroll", (event) => {
  if (event.target instanceof Element && event.target.matches("[data-criterion]")) {
    document.querySelector("[data-mirror]").scrollTop = event.target.scrollTop;
  }
}, true);

document.addEventListener("click", (event) => {
  const button = event.target instanceof Element ? event.target.closest("[data-suggest]") : null;
  const field = document.querySelector("[data-criterion]");
  if (!button || !field) return;
  const { wrongFrom, wrongTo } = document.getElementById("preview").dataset;
  const signs = [...field.value];
  signs.splice(Number(wrongFrom), Number(wrongTo) - Number(wrongFrom), button.dataset.suggest);
  field.value = signs.join("");
  field.focus();
  field.dispatchEvent(new Event("input", { bubbles: true }));
});
