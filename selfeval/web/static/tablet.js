// Says what works on this tablet. Nothing is kept, and nothing about the tablet is sent.
const tell = (name, works) => {
  document.querySelectorAll(`[data-check=${name}] [data-is]`).forEach((words) => {
    words.hidden = words.dataset.is !== (works ? "yes" : "no");
  });
};
const sends = async () => {
  try {
    const answer = await fetch("/tablet", {
      method: "POST", credentials: "omit", headers: { "Content-Type": "application/json" }, body: "{}",
    });
    return answer.ok && (await answer.json()).taken;
  } catch {
    return false;
  }
};
const keeps = () => {
  try {
    sessionStorage.setItem("selfeval-test", "kept");
    const kept = sessionStorage.getItem("selfeval-test") === "kept";
    sessionStorage.removeItem("selfeval-test");
    return kept;
  } catch {
    return false;
  }
};
const speech = window.speechSynthesis;
const speaks = () => Boolean(speech) && speech.getVoices().some(
  ({ lang, localService }) => localService && lang.toLowerCase().startsWith("en"));
tell("address", document.querySelector("[data-address]").dataset.address === location.origin);
tell("seals", Boolean(isSecureContext && crypto.subtle));
tell("keeps", keeps());
tell("sends", await sends());
if (speech && speech.addEventListener) speech.addEventListener("voiceschanged", () => tell("speaks", speaks()));
setTimeout(() => tell("speaks", speaks()), speaks() ? 0 : 1500);
