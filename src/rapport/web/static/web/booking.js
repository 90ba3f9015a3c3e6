/* How long a time is held yet: the words say until when, this counts. */

const left = document.querySelector("[data-left]");

function words(seconds) {
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}

function count(end) {
  const seconds = Math.ceil((end - Date.now()) / 1000);
  if (seconds <= 0) {
    left.textContent = left.dataset.over;
    return;
  }
  left.querySelector("[data-clock]").textContent = words(seconds);
  setTimeout(() => count(end), 500);
}

if (left && Number(left.dataset.left) > 0) count(Date.now() + Number(left.dataset.left) * 1000);
