// Sign-in and account pages: show a password, preview preferences before they are saved, show where one is.
import "./passkeys.js";

function wireReveal(button) {
  const input = document.getElementById(button.dataset.reveal);
  button.hidden = false;
  button.addEventListener("click", () => {
    const shown = input.type === "text";
    input.type = shown ? "password" : "text";
    button.setAttribute("aria-pressed", String(!shown));
    button.firstChild.textContent = shown ? "Show" : "Hide";
    input.focus();
  });
  // A password must not be sent, or offered for saving, as plain text.
  input.form?.addEventListener("submit", () => (input.type = "password"));
}

const root = document.documentElement;
const previews = {
  theme: (input) => (root.dataset.theme = input.value),
  palette: (input) => (root.dataset.updown = input.value),
  density: (input) => (root.dataset.density = input.value),
  red_means_up: (input) => root.toggleAttribute("data-swap", input.checked),
};

function preview(event) {
  const input = event.target;
  if (input.closest("[data-preferences]")) previews[input.name]?.(input);
}

document.querySelectorAll("[data-reveal]").forEach(wireReveal);
document.addEventListener("change", preview);

// On a phone the sections stand in one line, of which not all can be seen.
const sections = document.querySelector("[data-sections]");
const current = sections?.querySelector("[aria-current]");
if (current) sections.scrollLeft = current.offsetLeft - (sections.clientWidth - current.offsetWidth) / 2;
