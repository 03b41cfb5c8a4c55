// Says shortly before that a session ends, and covers the page once it has: the server ends it by itself.
// Typing keeps it going, in this tab or another. Without this script nothing typed is lost either.
const waiting = document.querySelector("#pause-words");
waiting.replaceWith(waiting.content);
const bar = document.querySelector("#pause");
const [soon, over, late] = ["soon", "over", "late"].map((name) => bar.querySelector(`[data-${name}]`));
const WARNS = 300, MINUTE = 60000;
let typed = false, told = Date.now(), timer;
const seconds = async (address) => {
  try {
    const answer = await fetch(address, { cache: "no-store", redirect: "manual" });
    if (answer.ok) return (await answer.json()).seconds;
    return answer.type === "opaqueredirect" ? 0 : null;
  } catch {
    return null; // no network: the next look may succeed
  }
};
const show = (which) => {
  bar.hidden = !which;
  for (const part of [soon, over, late]) part.hidden = part !== which;
};
const plan = (left) => {
  clearTimeout(timer);
  if (left === 0) {
    show(typed ? late : over);
    document.querySelector("#main").hidden = !typed;
    return;
  }
  const minutes = Math.ceil(left / 60);
  soon.querySelector("strong").textContent = minutes === 1 ? "1 minute" : `${minutes} minutes`;
  if (left !== null) show(left <= WARNS ? soon : null);
  timer = setTimeout(look, left === null ? MINUTE / 2 : left <= WARNS ? 20000 : (left - WARNS) * 1000 + 500);
};
const look = async () => plan(await seconds(bar.dataset.left));
const here = async () => {
  told = Date.now();
  plan(await seconds(bar.dataset.here));
};
document.addEventListener("input", () => {
  typed = true;
  if (over.hidden && late.hidden && Date.now() - told > MINUTE) here();
});
document.addEventListener("visibilitychange", () => {
  if (document.visibilityState === "visible" && over.hidden) look();
});
soon.querySelector("button").addEventListener("click", here);
plan(1800);
