// Saves the form of an indicator while somebody types, and before it is left by a link or by signing out.
// Without this script Save does the same. Words are in the template.
const form = document.querySelector("form[data-autosave]");
const bar = document.querySelector("[data-state]");
const PAUSE = 3000, AGAIN = 15000, LARGEST_KEPT_ALIVE = 60000;
for (const one of document.querySelector("#save-words").content.children) {
  bar.append(document.importNode(one, true));
  bar.lastElementChild.hidden = true;
}
const OWN = ["csrf_token", "version", "seen", "opening", "thrown_away"];
const content = () => new URLSearchParams([...new FormData(form)].filter(([name]) => !OWN.includes(name))).toString();
let saved = form.dataset.autosave === "given back" ? null : content();
let running = null, timer, blocked = "", leaving = false, letGo = false;
const isDirty = () => content() !== saved;

const say = (which, part, words) => {
  for (const one of bar.querySelectorAll("[data-say]")) one.hidden = one.dataset.say !== which;
  if (part) bar.querySelector(`[data-${part}]`).textContent = words;
};
const put = (name, value) => { // what others, or another tab of the same person, have changed
  for (const field of form.querySelectorAll(`[name="${name}"]`)) {
    if (field.type === "radio" || field.type === "checkbox") field.checked = [].concat(value).includes(field.value);
    else field.value = value;
  }
};
const markLevel = () => {
  form.querySelector("[data-mark]")?.remove();
  const chosen = form.querySelector(".rung input:checked");
  if (!chosen) return;
  const mark = document.createElement("span");
  mark.dataset.mark = "";
  mark.textContent = " – saved";
  chosen.closest(".rung").querySelector("b").append(mark);
};
const taken = (answer, sent) => {
  form.elements.version.value = answer.version;
  form.elements.seen.value = answer.seen;
  const untouched = content() === sent;
  for (const [name, value] of Object.entries(answer.fields)) put(name, value);
  saved = untouched ? content() : sent;
  if (answer.saved) {
    say("saved", "when", answer.saved);
    if (answer.meanwhile) bar.querySelector("[data-meanwhile]").textContent = `. ${answer.meanwhile}`;
    markLevel();
  } else say("none");
  if (isDirty()) plan(PAUSE);
  else form.dispatchEvent(new Event("saved")); // what was kept in the browser until now can go
};
const isTypedOver = (fields, sent) => {
  const now = new FormData(form), then = new URLSearchParams(sent);
  return Object.keys(fields).some((name) => String(now.getAll(name)) !== String(then.getAll(name)));
};
const send = async (act) => {
  const sent = content(), body = new URLSearchParams([...new FormData(form)]);
  if (act) body.set("act", act);
  let answer;
  try {
    answer = await fetch(form.action, {
      method: "POST", body, headers: { Accept: "application/json" }, redirect: "manual",
      keepalive: body.toString().length < LARGEST_KEPT_ALIVE,
    });
  } catch {
    say("offline");
    plan(AGAIN);
    return "offline";
  }
  const json = answer.headers.get("Content-Type")?.startsWith("application/json") ? await answer.json() : null;
  if (answer.ok && json) {
    if (isTypedOver(json.fields, sent)) { // typed since it was sent, where somebody else's text now stands
      say(blocked = "clash", "by", json.by);
      return "refused";
    }
    form.elements.thrown_away.value = "";
    taken(json, sent);
    return json.meanwhile ? "joined" : "saved"; // joined: the page stays, so that it is read what others changed
  }
  if (json?.faults) say("faults", "faults", `: ${json.faults.map((fault) => fault.replace(/\.$/, "")).join(". ")}.`);
  else if (json?.clash) say(blocked = "clash", "by", json.clash);
  else if (json?.locked) say(blocked = "locked", "locked", json.locked);
  else say(answer.status === 401 ? "out" : "failed");
  return "refused";
};
// One after the other: two at once would be two people to the server.
const save = async () => {
  clearTimeout(timer);
  if (running) {
    const first = await running, then = await save();
    return first === "joined" && then === "saved" ? first : then;
  }
  if (blocked) return "refused";
  if (!isDirty()) return "saved";
  running = send();
  const result = await running;
  running = null;
  return result;
};
const plan = (wait) => {
  clearTimeout(timer);
  if (!blocked) timer = setTimeout(save, wait);
};
// A day still being typed, as long as one is `within` it: 20 is 2020 or the beginning of 2026.
const isHalfADay = (within) => {
  const parts = [...form.querySelectorAll(".date-input input")].map((part) => part.value.trim());
  return parts.some(Boolean) && (!parts.every(Boolean) || (within && ([1, 3].includes(parts[2].length) || parts[2] === "20")));
};

form.addEventListener("input", (event) => {
  letGo = false;
  if (!blocked) say("typing");
  if (event.target.closest(".date-input") && isHalfADay(true)) clearTimeout(timer);
  else plan(event.target.matches("[type=radio], [type=checkbox], select") ? 300 : PAUSE);
});
form.addEventListener("focusout", (event) => {
  const day = event.target.closest(".date-input");
  if (isDirty() && !(day && (isHalfADay(false) || day.contains(event.relatedTarget)))) plan(100);
});
addEventListener("online", () => { if (isDirty()) plan(0); });

// A link is followed once all is saved. If that fails the page stays, says so, and the next click goes on.
document.addEventListener("click", async (event) => {
  const link = event.target.closest("a[href]");
  if (!link || event.defaultPrevented || event.button || event.metaKey || event.ctrlKey || event.shiftKey
    || event.altKey || link.target || link.hasAttribute("download") || letGo || !(running || isDirty())
    || link.getAttribute("href").startsWith("#")) return;
  event.preventDefault();
  if (await save() === "saved") location.assign(link.href);
  else {
    letGo = true;
    bar.closest(".save-bar").scrollIntoView({ block: "nearest" }); // it says why the page stays
    bar.tabIndex = -1;
    bar.focus();
  }
});
form.addEventListener("thrown-away", async () => { // what the page shows takes its place, if it was saved after all
  if (running) await running;
  if (isDirty()) return plan(0);
  running = send("throw");
  await running;
  running = null;
});
document.addEventListener("submit", async (event) => {
  const { target, submitter } = event;
  if (leaving || (letGo && target !== form) || !(running || isDirty())) {
    leaving ||= target === form;
    return;
  }
  event.preventDefault();
  const result = await save();
  await new Promise((resolve) => { setTimeout(resolve); }); // a form is not sent while it tells that it will be
  if (target !== form && result !== "saved") {
    letGo = true;
    return;
  }
  if (result === "offline" || result === "joined") return; // offline, Save would lead to the browser's own page
  leaving = true; // what was refused is told by the page that answers the form itself
  target.requestSubmit(submitter);
}, true);
addEventListener("pageshow", () => { leaving = false; });
document.addEventListener("let-go", () => { leaving = true; });
document.addEventListener("visibilitychange", () => {
  if (document.visibilityState === "hidden" && !leaving && isDirty()) save();
});
addEventListener("beforeunload", (event) => {
  if (leaving || !(running || isDirty())) return;
  save();
  event.preventDefault();
  event.returnValue = true; // browsers before 2024
});
