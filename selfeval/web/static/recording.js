// Texts read aloud: recorded with the microphone, made a plain WAV file that every tablet plays, and sent as a file is.
const RATE = 16000; // samples a second, enough for a voice
const LONGEST = 25000; // milliseconds
const QUIET = 0.02; // of the loudest there can be
const AROUND = 0.15; // seconds of quiet that stay before and after
const one = (css, inside = document) => inside.querySelector(css);
const canRecord = Boolean(navigator.mediaDevices && window.MediaRecorder && window.OfflineAudioContext);
let recorder = null;

const tell = (text) => {
  const note = one('[data-heard]');
  note.hidden = !text;
  note.textContent = text;
};
const isHeard = (sample) => Math.abs(sample) > QUIET;
// One channel of samples, without the silence before and after, as loud as every other recording.
const samplesOf = async (recorded) => {
  const decoded = await new AudioContext().decodeAudioData(await recorded.arrayBuffer());
  const offline = new OfflineAudioContext(1, Math.ceil(decoded.duration * RATE), RATE);
  const source = offline.createBufferSource();
  source.buffer = decoded;
  source.connect(offline.destination);
  source.start();
  const samples = (await offline.startRendering()).getChannelData(0);
  const first = samples.findIndex(isHeard);
  if (first < 0) return null;
  const margin = Math.round(AROUND * RATE);
  const voice = samples.slice(Math.max(0, first - margin), samples.findLastIndex(isHeard) + margin);
  const loudest = voice.reduce((most, sample) => Math.max(most, Math.abs(sample)), 0);
  return voice.map((sample) => (sample * 0.9) / loudest);
};
const wavOf = (samples) => {
  const view = new DataView(new ArrayBuffer(44 + 2 * samples.length));
  const text = (at, letters) => [...letters].forEach((letter, i) => view.setUint8(at + i, letter.charCodeAt(0)));
  text(0, 'RIFF');
  view.setUint32(4, 36 + 2 * samples.length, true);
  text(8, 'WAVEfmt ');
  view.setUint32(16, 16, true);
  view.setUint16(20, 1, true);
  view.setUint16(22, 1, true);
  view.setUint32(24, RATE, true);
  view.setUint32(28, 2 * RATE, true);
  view.setUint16(32, 2, true);
  view.setUint16(34, 16, true);
  text(36, 'data');
  view.setUint32(40, 2 * samples.length, true);
  samples.forEach((sample, i) => view.setInt16(44 + 2 * i, sample * 32767, true));
  return new File([view], 'recording.wav', { type: 'audio/wav' });
};
const offer = (inside = document) => inside.querySelectorAll('[data-record]').forEach((button) => { button.hidden = !canRecord; });
// The page comes back whole; only this text and the count are taken from it, so that the microphone stays open to us.
const send = async (form, file) => {
  const sent = new FormData(form);
  sent.set('file', file);
  const reply = await fetch(location.pathname, { method: 'POST', body: sent });
  const fresh = new DOMParser().parseFromString(await reply.text(), 'text/html');
  const row = form.closest('li');
  const made = fresh.getElementById(row.id);
  if (!made) throw new Error('another page');
  offer(made);
  row.replaceWith(made);
  one('#progress').textContent = one('#progress', fresh).textContent;
  one('[data-record]', made).focus();
};
const take = async (form, pieces, type) => {
  try {
    const samples = await samplesOf(new Blob(pieces, { type }));
    if (samples) await send(form, wavOf(samples));
    tell(samples ? '' : 'Nothing was heard. Look at the microphone, and record it again.');
  } catch {
    tell('This was not saved. Load the page again, and record it once more.');
  }
};
const begin = async (button) => {
  tell('');
  let stream;
  try {
    stream = await navigator.mediaDevices.getUserMedia({ audio: true });
  } catch {
    tell('The microphone cannot be used. Allow it for this page in the browser, or send a file.');
    return;
  }
  const form = button.closest('form');
  const words = button.textContent;
  const pieces = [];
  recorder = new MediaRecorder(stream);
  recorder.addEventListener('dataavailable', ({ data }) => pieces.push(data));
  recorder.addEventListener('stop', () => {
    stream.getTracks().forEach((track) => track.stop());
    button.textContent = words;
    button.classList.remove('recording');
    const { mimeType } = recorder;
    recorder = null;
    take(form, pieces, mimeType);
  });
  recorder.start();
  setTimeout((mine) => { if (mine === recorder) recorder.stop(); }, LONGEST, recorder);
  button.textContent = 'Stop';
  button.classList.add('recording');
};
document.addEventListener('click', ({ target }) => {
  const button = target.closest('[data-record]');
  if (!button) return;
  if (!recorder) begin(button);
  else if (button.classList.contains('recording')) recorder.stop();
});
const shown = one(canRecord ? '[data-microphone]' : '[data-no-microphone]');
if (shown) shown.hidden = false;
offer();
