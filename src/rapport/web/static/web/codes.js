/* Recovery codes are shown once: the file is made here, from the page, and never asked of the server again. */

document.querySelectorAll("[data-save-codes]").forEach((button) => {
  button.hidden = false;
  button.addEventListener("click", () => {
    const codes = [...document.querySelectorAll("[data-codes] code")].map((code) => code.textContent);
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([codes.join("\n") + "\n"], { type: "text/plain" }));
    link.download = button.dataset.saveCodes;
    link.click();
    URL.revokeObjectURL(link.href);
  });
});
