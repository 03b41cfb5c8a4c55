/* Reading aloud, only with a voice of this device: a distant one would be told what is read here. */
const speech = window.speechSynthesis;
let aloud = false;
let reading = 0;
const voice = () => speech && speech.getVoices().find(
  ({ lang, localService }) => localService && lang.slice(0, 2).toLowerCase() === html.lang.slice(0, 2));
const hush = () => {
  reading += 1;
  if (speech) speech.cancel();
  all('.reading').forEach((part) => part.classList.remove('reading'));
};
const read = (within = main) => {
  hush();
  const mine = reading;
  const local = voice();
  if (!local) return;
  const open = document.querySelector('dialog[open], details.help[open] > div'); // what lies over the page
  all('.say', open || within).filter((part) => part.offsetParent && part.textContent.trim()).forEach((part) => {
    const utterance = new SpeechSynthesisUtterance(part.textContent.replaceAll('\u2011', '-'));
    utterance.voice = local;
    utterance.lang = local.lang;
    utterance.rate = page.temper === 'ks1' ? 0.85 : 0.95;
    utterance.onstart = () => { if (mine === reading) part.classList.add('reading'); };
    utterance.onend = () => part.classList.remove('reading');
    speech.speak(utterance);
  });
};
const offerListening = () => all('.listen').forEach((button) => { button.hidden = !voice(); });
if (speech && speech.addEventListener) speech.addEventListener('voiceschanged', offerListening);
