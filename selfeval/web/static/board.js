// Brings the day board up to date while it is looked at, and touches nothing that has not changed.
// Without this script, loading the page again does the same.
const live = document.querySelector("[data-live]");
const EVERY = 20000;
const look = async () => {
  if (document.visibilityState === "visible" && !live.contains(document.activeElement)) {
    try {
      const answer = await fetch(live.dataset.live, { cache: "no-store", redirect: "error" });
      if (!answer.ok) return; // signed out, or counted meanwhile: the next click says so
      const text = await answer.text();
      const made = document.createElement("template");
      made.innerHTML = text;
      if (made.innerHTML.trim() !== live.innerHTML.trim()) live.replaceChildren(made.content);
    } catch { /* no network: the next look may succeed */ }
  }
  setTimeout(look, EVERY);
};
if (live) setTimeout(look, EVERY);
