// Texts of an indicator that could not be saved outlive their tab: they are kept in this browser, offered when the
// page opens again, and gone once they are saved, thrown away, a day old, or whoever typed them signs out.
// Without this script a closed tab loses what it could not save.
const signedIn = document.querySelector("form.signed-in");
const form = document.querySelector("form[data-autosave]");
const ALL = "selfeval-kept ", OWN = `${ALL}${signedIn.dataset.account} `;
const DAY = 86400000, PAUSE = 400, OF_THE_PAGE = ["csrf_token", "year", "indicator"];
const lasting = (act) => { try { return act(localStorage); } catch { return null; } }; // it may be switched off
const names = (beginning) => lasting((storage) => Object.keys(storage).filter((name) => name.startsWith(beginning))) ?? [];
const drop = (name) => lasting((storage) => storage.removeItem(name));
const read = (name) => lasting((storage) => {
  const kept = JSON.parse(storage.getItem(name));
  return Date.now() - kept.at < DAY && Array.isArray(kept.fields) ? kept : null;
});
for (const name of names(ALL)) if (!name.startsWith(OWN) || !read(name)) drop(name); // of others, or old
document.addEventListener("submit", (event) => {
  if (event.target === signedIn && !event.defaultPrevented && navigator.onLine) names(OWN).forEach(drop);
});

if (form) {
  const { year, indicator } = form.elements, HERE = `${OWN}${year.value} ${indicator.value} `;
  const mine = HERE + Date.now(); // each opening has its own: two tabs take nothing from each other
  const earlier = names(HERE).sort();
  const fields = () => [...new FormData(form)].filter(([name]) => !OF_THE_PAGE.includes(name));
  const typed = (all) => String(all.filter(([name]) => !["version", "seen"].includes(name)));
  const opened = typed(fields());
  let timer, offered;
  const keep = () => {
    clearTimeout(timer);
    const kept = JSON.stringify({ at: Date.now(), fields: fields() });
    lasting((storage) => storage.setItem(mine, kept));
  };
  form.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(keep, PAUSE);
  });
  form.addEventListener("saved", () => {
    clearTimeout(timer);
    timer = null;
    drop(mine);
  });
  addEventListener("pagehide", () => { if (timer) keep(); });

  const offer = document.querySelector("[data-kept]");
  const heading = document.querySelector("#open-indicator");
  const when = (at) => {
    const then = new Date(at), time = `${then.getHours()}:${String(then.getMinutes()).padStart(2, "0")}`;
    return then.toDateString() === new Date().toDateString() ? `at ${time}` : `yesterday at ${time}`;
  };
  // The newest that says something else than the page; what is said here already is thrown away.
  const next = () => {
    offered = null;
    while (earlier.length && !offered) {
      const name = earlier.pop(), kept = read(name);
      if (kept && typed(kept.fields) !== typed(fields())) offered = { name, ...kept };
      else drop(name);
    }
    offer.hidden = !offered;
    if (!offered) return;
    offer.querySelector("[data-at]").textContent = when(offered.at);
    const texts = offered.fields.filter(([name, text]) => text.trim() && form.elements[name]?.tagName === "TEXTAREA"
      && form.elements[name].value !== text);
    offer.querySelector("[data-text]").textContent = texts.map(([, text]) => text).join("\n\n");
  };
  const decided = () => {
    drop(offered.name);
    next();
    heading.tabIndex = -1;
    (offered ? offer.querySelector("button") : heading).focus();
  };
  // With the version that they were typed over: what somebody else saved since then is never overwritten unseen.
  offer.querySelector("[data-put]").addEventListener("click", () => {
    for (const field of form.elements) {
      if (!field.name || OF_THE_PAGE.includes(field.name) || field.type === "submit") continue;
      const values = offered.fields.filter(([name]) => name === field.name).map(([, value]) => value);
      if (["radio", "checkbox"].includes(field.type)) field.checked = values.includes(field.value);
      else field.value = values[0] ?? "";
    }
    keep();
    form.dispatchEvent(new Event("input", { bubbles: true }));
    form.querySelector("[name=level]:checked")?.dispatchEvent(new Event("change", { bubbles: true }));
    decided();
  });
  offer.querySelector("[data-throw]").addEventListener("click", decided);
  if (form.dataset.autosave === "given back") keep(); // it stands in the page, and is not saved
  next();
}
