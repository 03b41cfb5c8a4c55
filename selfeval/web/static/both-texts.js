// Buttons that take the saved text, or put both together. Without this script a text is copied by hand.
for (const buttons of document.querySelectorAll("[data-choose]")) {
  const field = document.getElementById(buttons.dataset.choose), typed = field.value;
  const theirs = buttons.closest(".both").querySelector("[data-theirs]").textContent;
  const texts = { take: theirs, add: [theirs, typed].filter((text) => text.trim()).join("\n\n") };
  buttons.hidden = false;
  for (const [name, text] of Object.entries(texts)) {
    buttons.querySelector(`[data-${name}]`).addEventListener("click", () => {
      field.value = text;
      field.focus();
    });
  }
}
