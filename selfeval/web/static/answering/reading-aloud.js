/* Reading aloud: what the school has recorded, and otherwise a voice of this device; a distant one would be told what is
   read here. When somebody first listens all recordings are fetched, so that no request tells which one is heard. */
const speech = window.speechSynthesis;
const Player = window.AudioContext;
let aloud = false;
let reading = 0;
let player = null;
let playing = null;
const sounds = new Map(); // address -> its bytes, or null where it cannot be had
const voice = () => speech && speech.getVoices().find(
  ({ lang, localService }) => localService && lang.slice(0, 2).toLowerCase() === html.lang.slice(0, 2));
const recordings = () => (group && Player && group.recorded) || {};
const recordingOf = (text) => recordings()[text.replaceAll('\u2011', '-').replace(/\s+/g, ' ').trim()];
const hasRecordings = () => Object.keys(recordings()).length > 0;
const soundAt = (name) => `/a/${group.code}/${group.number}/voice/${name}`;
const hush = () => {
  reading += 1;
  if (speech) speech.cancel();
  if (playing) playing.stop();
  playing = null;
  all('.reading').forEach((part) => part.classList.remove('reading'));
};
const soundOf = (name) => {
  const from = soundAt(name);
  if (!sounds.has(from)) {
    sounds.set(from, fetch(from, { credentials: 'omit' })
      .then((reply) => (reply.ok ? reply.arrayBuffer() : null), () => null)
      .then((sound) => { if (!sound) sounds.delete(from); return sound; }));
  }
  return sounds.get(from);
};
// Browsers let a page be heard once somebody has touched it.
const wake = () => {
  if (!hasRecordings()) return;
  player ||= new Player();
  if (player.state === 'suspended') player.resume();
};
document.addEventListener('click', wake, true);
const play = async (part, name, mine) => {
  const file = await soundOf(name);
  try {
    const sound = mine === reading && await player.decodeAudioData(file.slice(0));
    if (mine !== reading) return true;
    part.classList.add('reading');
    await new Promise((resolve) => {
      playing = player.createBufferSource();
      playing.buffer = sound;
      playing.connect(player.destination);
      playing.addEventListener('ended', resolve);
      playing.start();
    });
    return true;
  } catch {
    return false; // not there, or of a kind that this browser does not play
  } finally {
    if (mine === reading) part.classList.remove('reading');
  }
};
const utter = (part, local, mine) => new Promise((resolve) => {
  const over = () => {
    part.classList.remove('reading');
    resolve();
  };
  speech.speak(Object.assign(new SpeechSynthesisUtterance(part.textContent.replaceAll('\u2011', '-')), {
    voice: local,
    lang: local.lang,
    rate: page.temper === 'ks1' ? 0.85 : 0.95,
    onstart: () => { if (mine === reading) part.classList.add('reading'); },
    onend: over,
    onerror: over,
  }));
});
// What the device says is queued at once: some browsers let it speak only while somebody touches the page.
const read = async (within = main) => {
  hush();
  const mine = reading;
  const local = voice();
  let said = null;
  let isWhole = true;
  if (hasRecordings()) Object.values(recordings()).forEach(soundOf);
  const open = document.querySelector('dialog[open], details.help[open] > div'); // what lies over the page
  const parts = all('.say', open || within).filter((part) => part.offsetParent && part.textContent.trim());
  for (const part of parts) {
    const name = recordingOf(part.textContent);
    if (name) {
      await said;
      if (mine !== reading) return;
      if (await play(part, name, mine)) continue;
      if (mine !== reading) return;
      isWhole = Boolean(local);
    }
    if (local) said = utter(part, local, mine);
  }
  if (!isWhole) say(words.unheard, true);
};
// Once the browser has had time to find its voices: whether those who cannot read need somebody who reads to them.
const LOOKED = 1000; // milliseconds
let hasLooked = false;
const isSilent = () => !voice() && !questions.every(({ text, answers }) => recordingOf(text) && answers.every(([, label]) => recordingOf(label)));
const offerListening = () => {
  all('.listen').forEach((button) => {
    const around = button.closest('fieldset.item, dialog, details.help') || main;
    button.hidden = !voice() && !all('.say', around).some((part) => recordingOf(part.textContent));
  });
  all('[data-silent]').forEach((note) => { note.hidden = !hasLooked || !group || !isSilent(); });
};
setTimeout(() => {
  hasLooked = true;
  offerListening();
}, LOOKED);
if (speech && speech.addEventListener) speech.addEventListener('voiceschanged', offerListening);

/* Kept with the page, for a room without a network: what was recorded in each language, while there is room. */
const ROOM = 25_000_000; // bytes
const keepSounds = async (put, tongues) => {
  let room = ROOM;
  const wanted = [];
  for (const tongue of tongues) {
    const reply = await put.match(`${address}/group.json${tongue}`, { ignoreVary: true });
    const { recorded = {}, recorded_bytes: size = 0 } = reply ? await reply.json() : {};
    if (size <= room) {
      room -= size;
      wanted.push(...Object.values(recorded).map((name) => new URL(soundAt(name), location).href));
    }
  }
  await Promise.all(wanted.map(async (each) => await put.match(each) || put.add(each)));
  return wanted;
};
