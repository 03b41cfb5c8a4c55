// Texts of the self-evaluation that are not saved outlive their tab: they are kept in this browser, offered when the
// page opens again, and gone once they are saved, thrown away, a day old, or whoever typed them signs out, which asks.
// A form is saved when a page says so (data-saved), and not when it is sent: the connection may be gone.
// Without this script a closed tab loses what it could not save.
const signedIn = document.querySelector("form.signed-in");
const ALL = "selfeval-kept ", OWN = `${ALL}${signedIn.dataset.account} `;
const DAY = 86400000, PAUSE = 400, OF_THE_PAGE = ["csrf_token", "year", "indicator", "thrown_away", "kept"];
const NOT_TYPED = ["version", "seen", "opening", "hand_in", "from", "both", "signed_on"];
const lasting = (act) => { try { return act(localStorage); } catch { return null; } }; // it may be switched off
const names = (beginning) => lasting((storage) => Object.keys(storage).filter((name) => name.startsWith(beginning))) ?? [];
const drop = (name) => lasting((storage) => storage.removeItem(name));
const read = (name) => lasting((storage) => {
  const kept = JSON.parse(storage.getItem(name));
  return Date.now() - kept.at < DAY && Array.isArray(kept.fields) ? kept : null;
});
for (const name of names(ALL)) if (!name.startsWith(OWN) || !read(name)) drop(name); // of others, or old
if (signedIn.dataset.saved.startsWith(OWN)) drop(signedIn.dataset.saved);

// Whoever signs out is asked first, as what is not saved is thrown away then.
const asks = document.querySelector("#signing-out"), flushes = [];
let isOver = false, isAnswered = false;
document.addEventListener("submit", (event) => {
  if (event.target !== signedIn || event.defaultPrevented) return;
  for (const flush of flushes) flush();
  const kept = new Map(names(OWN).map(read).filter(Boolean).map(({ title, where }) => [title, where]));
  if (kept.size && !isAnswered && asks.showModal) {
    event.preventDefault();
    asks.querySelector("ul").replaceChildren(...[...kept].map(([title, where]) => {
      const item = document.createElement("li"), link = document.createElement(where ? "a" : "span");
      link.textContent = title;
      if (where) link.href = where;
      item.append(link);
      return item;
    }));
    asks.showModal();
    return;
  }
  isOver = true;
  document.dispatchEvent(new Event("let-go")); // nothing else asks a second time
  names(OWN).forEach(drop);
});
asks.querySelector("[data-stay]").addEventListener("click", () => asks.close());
asks.querySelector("[data-go]").addEventListener("click", () => {
  isAnswered = true;
  asks.close();
  signedIn.requestSubmit();
});

const isTicked = (field) => ["radio", "checkbox"].includes(field.type);
const titleOf = (field) => {
  const legend = isTicked(field) || field.closest(".date-input") ? field.closest("fieldset")?.querySelector("legend") : null;
  return (legend ?? field.labels?.[0])?.textContent.trim() ?? "";
};
const wordsOf = (field, value) => {
  if (field.tagName === "SELECT") return [...field.options].find((option) => option.value === value)?.text ?? value;
  if (!isTicked(field)) return value;
  const label = field.labels?.[0];
  return (label?.querySelector("b")?.firstChild ?? label)?.textContent.trim() ?? value;
};

const typed = (all) => JSON.stringify(all.map(([name, value]) => [name, value.replaceAll("\r\n", "\n").trim()])
  .filter(([name, value]) => value && !NOT_TYPED.includes(name)).toSorted());
const valuesIn = (all, name) => all.filter(([one]) => one === name).map(([, value]) => value);
const when = (at) => {
  const then = new Date(at), time = `${then.getHours()}:${String(then.getMinutes()).padStart(2, "0")}`;
  return then.toDateString() === new Date().toDateString() ? `at ${time}` : `yesterday at ${time}`;
};

const keepTextsOf = (form) => {
  const { year, indicator } = form.elements;
  const HERE = `${OWN}${form.dataset.keep ? `${form.dataset.keep} ` : ""}${year.value} ${indicator?.value ?? ""} `;
  const mine = HERE + Date.now(); // each opening has its own: two tabs take nothing from each other
  const earlier = names(HERE).toSorted();
  const fields = () => [...new FormData(form)].filter(([name, value]) => !OF_THE_PAGE.includes(name) && typeof value === "string");
  const keeps = "keep" in form.dataset, first = typed(fields());
  const isGivenBack = (form.dataset.autosave ?? form.dataset.unsaved) === "given back"; // it is in the page, and not saved
  const title = document.title.replace(/^Error: /, "").split(" – ")[0];
  const where = isGivenBack ? "" : location.pathname + location.search;
  let timer, offered;
  const keep = () => {
    clearTimeout(timer);
    timer = null;
    if (isOver) return;
    if (keeps && !isGivenBack && typed(fields()) === first) return drop(mine);
    const kept = JSON.stringify({ at: Date.now(), title, where, fields: fields() });
    lasting((storage) => storage.setItem(mine, kept));
  };
  const flush = () => { if (timer) keep(); };
  flushes.push(flush);
  form.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(keep, PAUSE);
  });
  form.addEventListener("saved", () => {
    clearTimeout(timer);
    timer = null;
    drop(mine);
  });
  addEventListener("pagehide", flush);
  const notSent = document.querySelector(`[data-not-sent="${form.id}"]`); // none where two texts are shown
  if (keeps) {
    const marker = Object.assign(document.createElement("input"), { type: "hidden", name: "kept", value: mine });
    form.append(marker);
    let isThere = false;
    form.addEventListener("submit", async (event) => {
      keep();
      if (navigator.onLine || isThere) return;
      event.preventDefault(); // the browser may be wrong: a server on the same machine needs no network
      const { submitter } = event;
      isThere = await fetch("/", { method: "HEAD", cache: "no-store", redirect: "manual" }).then(() => true, () => false);
      if (isThere) form.requestSubmit(submitter);
      else {
        form.dispatchEvent(new Event("not-sent"));
        if (notSent) notSent.hidden = false;
        notSent?.focus();
      }
    });
    addEventListener("online", () => { if (notSent) notSent.hidden = true; });
  }
  if (isGivenBack) keep();

  const offer = document.querySelector(`[data-kept="${form.id}"]`);
  const heading = document.querySelector("#open-indicator") ?? document.querySelector("h1");
  // What it says otherwise than the page, each under the name that the page has for it.
  const differences = (all) => {
    const here = fields(), parts = new Map();
    for (const field of form.elements) {
      const { name } = field, named = name && field.type !== "hidden" && field.type !== "submit" ? titleOf(field) : "";
      if (!named || OF_THE_PAGE.includes(name)) continue;
      const values = valuesIn(all, name), part = parts.get(named) ?? { words: [], differs: false };
      part.differs ||= String(values) !== String(valuesIn(here, name));
      const words = isTicked(field) ? (values.includes(field.value) ? field.value : "") : values[0];
      if (words?.trim()) part.words.push(wordsOf(field, words));
      parts.set(named, part);
    }
    return [...parts].filter(([, part]) => part.differs).map(([named, part]) => `${named}\n${part.words.join(" ") || "Nothing"}`);
  };
  // The newest that says something else than the page; what is said here already is thrown away.
  const next = () => {
    offered = null;
    while (earlier.length && !offered) {
      const name = earlier.pop(), kept = read(name);
      if (kept && typed(kept.fields) !== typed(fields())) offered = { name, ...kept };
      else drop(name);
    }
    if (!offer) return; // a page that shows two texts already
    offer.hidden = !offered;
    if (!offered) return;
    offer.querySelector("[data-at]").textContent = when(offered.at);
    offer.querySelector("[data-text]").textContent = differences(offered.fields).join("\n\n");
  };
  const decided = () => {
    drop(offered.name);
    next();
    heading.tabIndex = -1;
    (offered ? offer.querySelector("button") : heading).focus();
  };
  // With the version that they were typed over: what somebody else saved since then is never overwritten unseen.
  // As another opening: what this page has saved until now is kept as an earlier text.
  offer?.querySelector("[data-put]").addEventListener("click", () => {
    for (const field of form.elements) {
      if (!field.name || OF_THE_PAGE.includes(field.name) || ["submit", "file"].includes(field.type)) continue;
      if (field.type === "hidden" && !["version", "seen"].includes(field.name)) continue;
      if (field.type === "hidden" && keeps) continue;
      const values = valuesIn(offered.fields, field.name);
      if (isTicked(field)) field.checked = values.includes(field.value);
      else field.value = values[0] ?? "";
      if (values[0] && field.closest("details")) field.closest("details").open = true;
    }
    if (form.elements.opening) form.elements.opening.value = Math.random().toString(36).slice(2, 12);
    keep();
    form.dispatchEvent(new Event("input", { bubbles: true }));
    form.querySelector("[name=level]:checked")?.dispatchEvent(new Event("change", { bubbles: true }));
    decided();
  });
  // It may have been saved all the same, as its tab was closed and after this page was read: then that is undone.
  offer?.querySelector("[data-throw]").addEventListener("click", () => {
    const [opening] = valuesIn(offered.fields, "opening");
    if (opening && form.elements.thrown_away) {
      form.elements.thrown_away.value = opening;
      form.dispatchEvent(new Event("thrown-away"));
    }
    decided();
  });
  next();
};
document.querySelectorAll("form[data-autosave], form[data-keep]").forEach(keepTextsOf);
