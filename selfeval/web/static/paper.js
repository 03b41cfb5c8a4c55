// Typing in answers from paper: a number that can only be whole leads on to the next question.
const fields = [...document.querySelectorAll("input[data-most]")];
fields.forEach((field, place) => {
  field.addEventListener("input", () => {
    const most = Number(field.dataset.most);
    const number = Number(field.value);
    if (field.value !== "" && number >= 1 && (most < 10 || number * 10 > most)) fields[place + 1]?.focus();
  });
  field.addEventListener("focus", () => field.select());
});
(document.querySelector("[aria-invalid]") || fields[0])?.focus();
