// What kept-texts.js has kept for a day is thrown away by every page but those for answering, whether anybody is signed
// in or not, and while a page stays open. Without this script it stays until somebody signs in here.
const DAY = 86400000, LOOKS = 600000;
const isOld = (name) => {
  try { return !(Date.now() - JSON.parse(localStorage.getItem(name)).at < DAY); } catch { return true; }
};
const throwAway = () => {
  try {
    Object.keys(localStorage).filter((name) => name.startsWith("selfeval-kept ") && isOld(name)).forEach((name) => localStorage.removeItem(name));
  } catch { /* it may be switched off */ }
};
throwAway();
setInterval(throwAway, LOOKS);
