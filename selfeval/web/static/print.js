// Shows the button that prints a page, and asks first where it has gaps. Without this script the browser's own
// menu prints.
document.querySelectorAll("[data-print]").forEach((button) => {
  button.hidden = false;
  button.addEventListener("click", () => {
    if (!button.dataset.ask || confirm(button.dataset.ask)) print();
  });
});
