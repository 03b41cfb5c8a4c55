// Buttons that take the saved text, or put both together. Without this script a text is copied by hand.
const sentences = (line) => line.match(/[^.!?]+[.!?]*["”’)]*\s*|[.!?]+\s*/g) ?? [];
const together = (theirs, typed) => { // what both say alike stands once
  const said = new Set(theirs.split("\n").flatMap(sentences).map((one) => one.trim()));
  const more = typed.split("\n").map((line) => sentences(line).filter((one) => !said.has(one.trim())).join("").trim());
  return [theirs.trim(), more.filter(Boolean).join("\n")].filter(Boolean).join("\n\n");
};
for (const buttons of document.querySelectorAll("[data-choose]")) {
  const field = document.getElementById(buttons.dataset.choose), typed = field.value;
  const theirs = buttons.closest(".both").querySelector("[data-theirs]").textContent;
  const texts = { take: theirs, add: together(theirs, typed) };
  buttons.hidden = false;
  for (const [name, text] of Object.entries(texts)) {
    buttons.querySelector(`[data-${name}]`).addEventListener("click", () => {
      field.value = text;
      field.dispatchEvent(new Event("input", { bubbles: true }));
      field.focus();
    });
  }
}
