/* The page to sign: the pad, and what was entered is kept in this tab until it has arrived. */

const KEY = "rapport.signing." + window.location.pathname;

function draw(canvas, strokes) {
  const pen = canvas.getContext("2d");
  pen.clearRect(0, 0, canvas.width, canvas.height);
  Object.assign(pen, { lineWidth: 5, lineCap: "round", lineJoin: "round", strokeStyle: "#17212b" });
  for (const stroke of strokes) {
    pen.beginPath();
    stroke.forEach(([x, y], place) => (place ? pen.lineTo(x, y) : pen.moveTo(x, y)));
    if (stroke.length === 1) pen.lineTo(stroke[0][0] + 1, stroke[0][1]);
    pen.stroke();
  }
}

const strokesOf = (form) => JSON.parse(form.elements.strokes.value || "[]");

function setStrokes(form, strokes) {
  form.elements.strokes.value = strokes.length ? JSON.stringify(strokes) : "";
  draw(form.querySelector("[data-pad]"), strokes);
  keep(form);
}

function pointOn(canvas, event) {
  const box = canvas.getBoundingClientRect();
  const on = (value, start, size, all) => Math.round(Math.min(Math.max((value - start) / size, 0), 1) * all);
  return [on(event.clientX, box.left, box.width, canvas.width), on(event.clientY, box.top, box.height, canvas.height)];
}

function wirePad(form) {
  const canvas = form.querySelector("[data-pad]");
  let stroke = null;
  canvas.addEventListener("pointerdown", (event) => {
    event.preventDefault();
    canvas.setPointerCapture(event.pointerId);
    stroke = [pointOn(canvas, event)];
  });
  canvas.addEventListener("pointermove", (event) => {
    if (!stroke) return;
    stroke.push(pointOn(canvas, event));
    draw(canvas, [...strokesOf(form), stroke]);
  });
  const end = () => {
    if (!stroke) return;
    const strokes = [...strokesOf(form), stroke];
    stroke = null;
    setStrokes(form, strokes);
  };
  canvas.addEventListener("pointerup", end);
  canvas.addEventListener("pointercancel", end);
  form.querySelector("[data-clear-pad]").addEventListener("click", () => setStrokes(form, []));
  draw(canvas, strokesOf(form));
}

/* Texts differ by language and version, and the token is of the page: neither is kept. */
const isKept = (field) => field.name && !field.name.startsWith("text-") && field.name !== "csrfmiddlewaretoken";

function keep(form) {
  const kept = [...form.elements].filter(isKept).map((field) => [field.name, field.value, field.checked]);
  sessionStorage.setItem(KEY, JSON.stringify(kept));
}

function putBack(form) {
  for (const [name, value, checked] of JSON.parse(sessionStorage.getItem(KEY) || "[]")) {
    for (const field of form.querySelectorAll(`[name="${CSS.escape(name)}"]`)) {
      if (field.type !== "radio" && field.type !== "checkbox") field.value = value;
      else if (field.value === value) field.checked = checked;
    }
  }
}

function wire(form) {
  putBack(form);
  wirePad(form);
  form.addEventListener("input", () => keep(form));
}

function start() {
  if (document.querySelector("[data-signed]")) sessionStorage.removeItem(KEY);
  document.querySelectorAll("form[data-signing]:not([data-wired])").forEach((form) => {
    form.dataset.wired = "yes";
    wire(form);
  });
}

start();
document.addEventListener("htmx:afterSettle", start);
