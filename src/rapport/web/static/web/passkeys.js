/* Passkeys: <form data-passkey="get"> asks the device for one, "create" has it make one; then the form is sent.
   What the server asks for is in the element that data-options names, or, at the door, behind the form's address. */

const takesPasskeys = Boolean(window.isSecureContext && window.PublicKeyCredential && window.webauthnJSON);

async function askedFor(form) {
  const kept = document.getElementById(form.dataset.options);
  if (kept) return JSON.parse(kept.textContent);
  const answer = await fetch(form.action, { headers: { Accept: "application/json" } });
  if (!answer.ok) throw new Error(`${answer.status}`);
  return answer.json();
}

async function create(form) {
  const { creation_options: options } = await askedFor(form);
  /* kept on the device and opened by finger, face or PIN: good for signing in without a password */
  options.publicKey.authenticatorSelection = {
    ...options.publicKey.authenticatorSelection, residentKey: "required", requireResidentKey: true, userVerification: "required",
  };
  return window.webauthnJSON.create(options);
}

async function get(form) {
  return window.webauthnJSON.get((await askedFor(form)).request_options);
}

async function run(form) {
  const trouble = form.querySelector("[data-passkey-trouble]");
  trouble.hidden = true;
  try {
    const credential = await (form.dataset.passkey === "create" ? create(form) : get(form));
    form.elements.credential.value = JSON.stringify(credential);
    form.submit();
  } catch {
    trouble.hidden = false;
  }
}

document.querySelectorAll("form[data-passkey]").forEach((form) => {
  form.hidden = !takesPasskeys;
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    run(form);
  });
});
document.querySelectorAll("[data-passkey-missing]").forEach((note) => { note.hidden = takesPasskeys; });
