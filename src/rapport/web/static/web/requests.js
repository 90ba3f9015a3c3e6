/* htmx: the CSRF token, a skeleton for slow answers, and what is said when a request fails. */
import { words } from "./words.js";
import { keepText, keptTextArrived } from "./drafts.js";

const SKELETON_AFTER_MS = 300;
const SAID_FOR_STATUS = { 403: "forbidden", 404: "gone", 409: "conflict", 410: "gone", 429: "slowDown" };

const banner = document.getElementById("banner");
const waiting = new WeakMap();
let failedElement = null;
let isOnlyReading = false;

/** The token that proves a change was asked for from this page. */
export function csrfToken() {
  return document.querySelector('meta[name="csrf-token"]').content;
}

function show(text, element, { reading = false, signIn = false } = {}) {
  if (!banner) return;
  failedElement = element;
  isOnlyReading = reading;
  banner.querySelector("[data-text]").textContent = text;
  banner.querySelector("[data-again]").hidden = !element;
  banner.querySelector("[data-sign-in]").hidden = !signIn;
  banner.hidden = false;
}

function hide() {
  failedElement = null;
  if (banner) banner.hidden = true;
}

const isWriting = (detail) => detail.requestConfig && detail.requestConfig.verb !== "get";
/* htmx calls an answer that moves the page neither successful nor failed: views send one for what is done. */
const wasDone = ({ successful, xhr }) => successful || xhr.getResponseHeader("HX-Redirect") !== null;
/* dragged: asked for by a script, there is nothing to press again */
const isDragged = (element) => element === document.body;
const isPolling = (element) => (element.getAttribute("hx-trigger") || "").startsWith("every");

function lost(event) {
  const writing = isWriting(event.detail);
  const time = new Date().toLocaleTimeString(document.documentElement.lang, { hour: "2-digit", minute: "2-digit", hour12: false });
  unanswered(event.detail, words(writing ? "lostWriting" : "lostReading", { time }));
}

/* It may be asked again by hand; what waits to be sent stays the one that is. */
function unanswered(detail, text, signIn = false) {
  const writing = isWriting(detail);
  if (writing) keepText(detail.elt);
  else if (banner && !banner.hidden) return;
  show(text, isPolling(detail.elt) || isDragged(detail.elt) ? null : detail.elt, { reading: !writing, signIn });
}

/* Another tab signed in since the page was loaded: from here on the page is of whoever did, and has been told so. */
function takeToken(token) {
  document.querySelector('meta[name="csrf-token"]').content = token;
  document.querySelectorAll('input[name="csrfmiddlewaretoken"]').forEach((field) => { field.value = token; });
}

function whatIsLost(detail) {
  if (!isWriting(detail)) return "signedOutReading";
  return isDragged(detail.elt) ? "signedOutDragging" : "signedOut";
}

function refused(event) {
  const { status, responseText } = event.detail.xhr;
  const token = event.detail.xhr.getResponseHeader("X-CSRFToken");
  if (status === 401) return unanswered(event.detail, words(whatIsLost(event.detail)), true);
  if (token) {
    takeToken(token);
    return unanswered(event.detail, responseText);
  }
  show(words(SAID_FOR_STATUS[status] || (status >= 500 ? "failed" : "refused")), null);
}

/* The same request again, by the hand of the person: a lost answer may have been a saved change, so never by itself. */
function tryAgain() {
  const element = failedElement;
  hide();
  if (!element || !document.contains(element)) return window.location.reload();
  if (element instanceof HTMLFormElement) return element.requestSubmit();
  if (element.matches("input, select, textarea")) return element.dispatchEvent(new Event("input", { bubbles: true }));
  return element.click();
}

document.addEventListener("htmx:configRequest", (event) => {
  if (event.detail.verb !== "get") event.detail.headers["X-CSRFToken"] = csrfToken();
});

document.addEventListener("htmx:beforeRequest", (event) => {
  const target = event.detail.target;
  if (!target || !target.hasAttribute("data-skeleton")) return;
  waiting.set(event.detail.xhr, window.setTimeout(() => {
    target.classList.add("busy");
    target.setAttribute("aria-busy", "true");
  }, SKELETON_AFTER_MS));
});

document.addEventListener("htmx:afterRequest", (event) => {
  window.clearTimeout(waiting.get(event.detail.xhr));
  const target = event.detail.target;
  if (target) {
    target.classList.remove("busy");
    target.removeAttribute("aria-busy");
  }
  if (!wasDone(event.detail)) return;
  if (isWriting(event.detail)) keptTextArrived(event.detail.elt);
  if (isOnlyReading || event.detail.elt === failedElement) hide();
});

document.addEventListener("htmx:afterSwap", (event) => {
  const focus = event.detail.target && event.detail.target.querySelector("[data-focus]");
  if (focus) focus.focus();
});

document.addEventListener("htmx:sendError", lost);
document.addEventListener("htmx:timeout", lost);
document.addEventListener("htmx:responseError", refused);
document.addEventListener("click", (event) => { if (event.target.closest("[data-again]")) tryAgain(); });
