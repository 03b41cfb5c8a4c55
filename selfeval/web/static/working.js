// Says that long work has begun once a form is sent, how large its file is, and how long it has taken so far.
// The browser loads the next page by itself. Without this script it does so without a word.
const EVERY = 10; // seconds between two words about the time
for (const form of document.querySelectorAll("form[data-working]")) {
  const box = form.querySelector("[data-shown-while-working]");
  const [words, time] = [box.querySelector("[role=status]"), box.querySelector("[data-time]")];
  let sent = false;
  form.addEventListener("submit", (event) => {
    if (sent) return event.preventDefault(); // pressed twice
    sent = true;
    const file = form.querySelector("input[type=file]")?.files[0];
    const size = file ? ` Your file has ${Math.max(1, Math.round(file.size / 1e6))} MB.` : "";
    box.hidden = false;
    words.textContent = form.dataset.working + size;
    box.scrollIntoView({ block: "nearest" });
    let seconds = 0;
    setInterval(() => { time.textContent = `${seconds += EVERY} seconds so far.`; }, EVERY * 1000);
  });
  addEventListener("pageshow", () => { sent = false; box.hidden = true; }); // by Back
}
