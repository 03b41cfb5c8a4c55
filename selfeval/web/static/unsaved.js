// Asks before a level or a text that is not saved is lost: by a link, by Back, by closing the tab.
// Without this script nothing asks, and Save does the same.
const usual = (list) => Math.max(0, [...list.options].findIndex((option) => option.defaultSelected));
const isChanged = (field) => (field.type === "select-one" ? field.selectedIndex !== usual(field)
  : field.type === "radio" || field.type === "checkbox"
  ? field.checked !== field.defaultChecked
  : field.type !== "hidden" && "defaultValue" in field && field.value !== field.defaultValue);
const forms = [...document.querySelectorAll("form[data-unsaved]")];
let saving = false;
for (const form of forms) {
  form.addEventListener("submit", () => { saving = true; });
  form.addEventListener("not-sent", () => { saving = false; });
}
document.addEventListener("let-go", () => { saving = true; });
for (const link of document.querySelectorAll("[data-let-go]")) { // its words say what becomes of it
  link.addEventListener("click", () => { saving = true; });
}
addEventListener("pageshow", () => { saving = false; });
addEventListener("beforeunload", (event) => {
  // What the server gave back without saving it stands in its fields as if it had always been there.
  if (saving || !forms.some((form) => form.dataset.unsaved === "given back" || [...form.elements].some(isChanged))) return;
  event.preventDefault();
  event.returnValue = true; // browsers before 2024
});
