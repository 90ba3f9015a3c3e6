/* The questionnaire: what is typed goes to the clinic as a draft as one types. Nothing stays on the device, which
   may be a tablet of the desk. */

const SOON = 800; // ms after the last sign
const AGAIN = 5000; // ms until a lost connection is tried again

let waiting = 0;

function note(form, lost) {
  document.querySelector("[data-note]").textContent = lost ? form.dataset.lost : "";
}

async function keep(form) {
  try {
    const body = new URLSearchParams(new FormData(form));
    const response = await fetch(form.dataset.questionnaire, { method: "POST", body, headers: { "X-Draft": "1" } });
    if (response.status === 409) window.location.reload();
    note(form, false);
  } catch {
    note(form, true);
    later(form, AGAIN);
  }
}

function later(form, delay) {
  window.clearTimeout(waiting);
  waiting = window.setTimeout(() => keep(form), delay);
}

document.querySelectorAll("form[data-questionnaire]").forEach((form) => {
  form.addEventListener("input", () => later(form, SOON));
  form.addEventListener("submit", () => window.clearTimeout(waiting));
});
