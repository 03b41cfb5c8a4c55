// Opens the part of a page that an address or a link names, and every part for print. Without this script
// a part is opened by hand.
const folds = () => [...document.querySelectorAll("details.fold")];

const open_named = () => {
  const named = location.hash.length > 1 && document.getElementById(decodeURIComponent(location.hash.slice(1)));
  const fold = named && named.closest("details.fold");
  if (!fold) return;
  fold.open = true;
  fold.scrollIntoView();
};

let closed = [];
addEventListener("hashchange", open_named);
addEventListener("beforeprint", () => {
  closed = folds().filter((fold) => !fold.open);
  closed.forEach((fold) => { fold.open = true; });
});
addEventListener("afterprint", () => closed.forEach((fold) => { fold.open = false; }));
document.addEventListener("click", (event) => {
  if (event.target.closest?.("a[href^='#']")) setTimeout(open_named);
});
open_named();
