// Opens [data-dialog] and closes [data-close]; a press beside a dialog closes it too.
function isBeside({ target, clientX, clientY }) {
  if (!target.matches("dialog[open]") || !(clientX || clientY)) return false;
  const box = target.getBoundingClientRect();
  return clientX < box.left || clientX > box.right || clientY < box.top || clientY > box.bottom;
}

export function start() {
  document.addEventListener("click", (event) => {
    const opener = event.target.closest("[data-dialog]");
    if (opener) {
      event.preventDefault(); // a link that leads to the same on a page of its own, for who has no scripts
      document.getElementById(opener.dataset.dialog)?.showModal();
    }
    if (event.target.closest("[data-close]") || isBeside(event)) event.target.closest("dialog").close();
  });
}
