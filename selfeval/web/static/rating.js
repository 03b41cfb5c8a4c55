// Shows what goes with the level that is chosen: the gap to the answers, and words to start a next step from.
// Where each has rated alone, a button takes one of the levels that were chosen.
// Without this script the page shows them once the level is saved.
const form = document.querySelector("#rating");
const gap = form.querySelector("[data-gap]");
const written = gap?.querySelector("textarea");
const show = () => {
  const level = form.querySelector("[name=level]:checked")?.value;
  for (const one of form.querySelectorAll("[data-for]")) one.hidden = one.dataset.for !== level;
  if (gap) gap.hidden = !gap.querySelector("[data-for]:not([hidden])") && !written.value.trim();
};
form.addEventListener("change", (event) => { if (event.target.name === "level") show(); });
for (const button of form.querySelectorAll("[data-level]")) {
  button.hidden = false;
  button.addEventListener("click", () => {
    const level = form.querySelector(`[name=level][value="${button.dataset.level}"]`);
    level.click();
    level.focus();
  });
}
const step = form.elements.next_step, suggested = [...form.querySelectorAll(".suggested q")].map((one) => one.textContent);
const ours = (words) => suggested.find((one) => one !== words && step.value.includes(one)); // of another level
const suggests = [...form.querySelectorAll("[data-suggest]")].map((button) => [button, button.closest(".suggested").querySelector("q").textContent]);
const name = () => {
  for (const [button, words] of suggests) {
    const instead = Boolean(ours(words));
    button.querySelector("[data-start]").hidden = instead;
    button.querySelector("[data-instead]").hidden = !instead;
  }
};
for (const [button, words] of suggests) {
  button.hidden = false;
  button.addEventListener("click", () => {
    const others = ours(words);
    if (others) step.value = step.value.replace(others, () => words);
    else if (!step.value.includes(words)) step.value = step.value.trim() ? `${step.value.trimEnd()}\n${words}` : words;
    step.dispatchEvent(new Event("input", { bubbles: true }));
    step.focus();
  });
}
step?.addEventListener("input", name);
if (step) name();
show();
