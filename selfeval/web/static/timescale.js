// Says at once what is read from a timescale. Without this script it is said after saving.
for (const place of document.querySelectorAll("[data-timescale]")) {
  const input = place.querySelector("input");
  const output = place.querySelector("[data-read]");
  let waiting;
  input.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(async () => {
      const text = input.value.trim();
      try {
        const answer = text && text.length <= 200
          ? await fetch(`${place.dataset.timescale}?text=${encodeURIComponent(text)}`) : null;
        const words = answer && answer.ok ? await answer.text() : "";
        if (text === input.value.trim()) output.textContent = words && !words.endsWith("full.") && !words.includes("?") ? `Read as: ${words}.` : words;
      } catch {
        output.textContent = "";
      }
    }, 400);
  });
}
