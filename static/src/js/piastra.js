// Pages work without this file: it only adds the sliding menu of the phone and small comforts.
import "bootstrap-italia/dist/plugins/navbar-collapsible.js";
import version from "bootstrap-italia/dist/version.js";

// Whoever checks public sites asks the page which version of the design system it has.
window.BOOTSTRAP_ITALIA_VERSION = version;

// An open <details class="menu"> closes on Escape and on a click elsewhere, as a menu does.
function closeMenus(except) {
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    if (menu !== except) menu.open = false;
  }
}
document.addEventListener("click", (event) => closeMenus(event.target.closest("details.menu")));
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  const menu = document.activeElement.closest("details.menu[open]");
  closeMenus();
  if (menu) menu.querySelector("summary").focus();
});

// What is not answered in a moment is being done: the page says so, and its button shows it.
const MOMENT = 500; // milliseconds
const working = document.querySelector("[data-working]");
let patience;
function showWorking(button) {
  working.textContent = working.dataset.working;
  button?.setAttribute("aria-disabled", "true");
}
function hideWorking() {
  clearTimeout(patience);
  working.textContent = "";
  for (const button of document.querySelectorAll("form[data-sent] [aria-disabled]")) {
    button.removeAttribute("aria-disabled");
  }
}

// A form is sent once, however often its button is pressed.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method !== "post" || event.defaultPrevented) return;
  if (form.dataset.sent) {
    event.preventDefault();
    return;
  }
  form.dataset.sent = "yes";
  if (working) patience = setTimeout(showWorking, MOMENT, event.submitter);
});
window.addEventListener("pageshow", (event) => {
  if (working) hideWorking();
  for (const form of document.querySelectorAll("form[data-sent]")) delete form.dataset.sent;
  // Whoever comes back must not see as free what was booked meanwhile.
  if (event.persisted && document.querySelector("[data-fresh]")) window.location.reload();
});

// What opens beside a plan is fetched from where its link leads: the address is written once.
for (const list of document.querySelectorAll("[data-beside]")) {
  for (const link of list.querySelectorAll(`a[href^="${list.dataset.beside}"]`)) {
    link.dataset.hxGet = link.getAttribute("href");
  }
}

// A part that is asked for without a session leads the page to sign-in. Not while something is written on it: its
// own button sends that, and the portal keeps it until its writer is back.
const signedOut = document.querySelector("[data-signed-out]");
function isChanged(field) {
  if (field.type === "hidden" || !field.name) return false;
  if (field.type === "checkbox" || field.type === "radio") {
    return field.checked !== field.defaultChecked;
  }
  if (field.options) return [...field.options].some((each) => each.selected !== each.defaultSelected);
  return field.defaultValue !== undefined && field.value !== field.defaultValue;
}
function isBeingWritten(form) {
  return form.method === "post" && [...form.elements].some(isChanged);
}
document.addEventListener("htmx:beforeOnLoad", (event) => {
  if (event.detail.xhr.status !== 401) return;
  if (!signedOut || ![...document.querySelectorAll("main form")].some(isBeingWritten)) return;
  event.preventDefault();
  if (signedOut.textContent) return;
  signedOut.textContent = signedOut.dataset.signedOut;
});

// An address is copied at a press; where the browser does not let us, it is selected for the reader to copy.
for (const button of document.querySelectorAll("[data-copy]")) {
  const source = document.getElementById(button.dataset.copy);
  button.hidden = false;
  button.addEventListener("click", async () => {
    source.select();
    try {
      await navigator.clipboard.writeText(source.value);
      button.nextElementSibling.textContent = button.dataset.copied;
    } catch {
      source.focus();
    }
  });
}

// A passkey is offered where the browser has them; when the device does not finish, the page says so.
if (window.PublicKeyCredential) {
  for (const offer of document.querySelectorAll("[data-passkey]")) offer.hidden = false;
}
document.addEventListener("allauth.error", (event) => {
  const failed = document.querySelector("[data-passkey-failed]");
  if (!failed) return;
  event.preventDefault();
  failed.hidden = false;
  failed.focus();
});

// What is typed as a password can be looked at. Without this script there is no button that does nothing.
function showing(field) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "btn btn-quiet btn-sm show-password";
  button.textContent = document.body.dataset.showPassword;
  button.setAttribute("aria-pressed", "false");
  button.setAttribute("aria-controls", field.id);
  // Under the pointer the field keeps the focus, and with it the caret and the keyboard of a phone.
  button.addEventListener("mousedown", (event) => event.preventDefault());
  button.addEventListener("click", () => show(field, button, field.type === "password"));
  return button;
}
function show(field, button, shown) {
  const { selectionStart, selectionEnd, selectionDirection } = field;
  field.type = shown ? "text" : "password";
  button.setAttribute("aria-pressed", String(shown));
  if (document.activeElement === field) {
    field.setSelectionRange(selectionStart, selectionEnd, selectionDirection);
  }
}
for (const field of document.querySelectorAll("input[type=password]")) {
  const button = showing(field);
  field.spellcheck = false;
  field.autocapitalize = "none";
  field.after(button);
  // Sent as what it is, so that the browser does not offer it again among words.
  field.form?.addEventListener("submit", () => show(field, button, false));
}

for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}

// The summary of errors takes the focus, so that it is the first thing heard after a refused form.
const summary = document.querySelector("[data-error-summary]");
if (summary) summary.focus();
