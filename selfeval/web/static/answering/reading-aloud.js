/* Reading aloud: what the school has recorded (recorded-voices.js), and otherwise a voice of this device; a distant one
   would be told what is read here. */
const speech = window.speechSynthesis;
let aloud = false;
let reading = 0;
let sound = null; // of the browser, which a page may use once somebody has touched it
const voice = () => speech?.getVoices().find(
  ({ lang, localService }) => localService && lang.slice(0, 2).toLowerCase() === html.lang.slice(0, 2));
const hush = () => {
  reading += 1;
  speech?.cancel();
  dispatchEvent(new Event('hush'));
  all('.reading').forEach((part) => part.classList.remove('reading'));
};
const utter = (part, mine, over) => {
  const local = voice();
  const utterance = new SpeechSynthesisUtterance(part.textContent.replaceAll('\u2011', '-'));
  utterance.voice = local;
  utterance.rate = page.temper === 'ks1' ? 0.85 : 0.95;
  utterance.onstart = () => { if (mine === reading) part.classList.add('reading'); };
  utterance.onend = () => {
    part.classList.remove('reading');
    over?.();
  };
  speech.speak(utterance);
};
const read = async (within = main) => {
  hush();
  const mine = reading;
  const local = voice();
  const player = group?.recorded && await import(group.player).catch(() => null);
  const open = one('dialog[open], details.help[open] > div'); // what lies over the page
  const parts = all('.say', open || within).filter((part) => part.offsetParent && part.textContent);
  if (mine !== reading) return;
  if (player) player.read(parts, { group, sound, local, mine, utter });
  else if (local) parts.forEach((part) => utter(part, mine));
};
// Once the browser has had a second to find its voices: whether those who cannot read need somebody who reads to them.
const offerListening = () => {
  const local = voice();
  all('.listen').forEach((button) => { button.hidden = !local && !group?.recorded; });
  all('[data-silent]').forEach((note) => { note.hidden = local || group?.recorded === 'all' || performance.now() < 1000; });
};
setTimeout(offerListening, 1000);
speech?.addEventListener?.('voiceschanged', offerListening);
