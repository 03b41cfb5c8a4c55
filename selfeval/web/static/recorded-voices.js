// What a school has read aloud: fetched by the answering pages when somebody first listens, and where it is put by.
// Then all recordings of the language are fetched, so that no request tells which one is heard.
const sounds = new Map(); // address -> its bytes, or null where it cannot be had
const lists = new Map(); // address -> text -> name
const plain = (text) => text.replaceAll('\u2011', '-').replace(/\s+/g, ' ').trim();
const soundOf = (from) => {
  if (!sounds.has(from)) {
    sounds.set(from, fetch(from, { credentials: 'omit' })
      .then((reply) => (reply.ok ? reply.arrayBuffer() : null), () => null)
      .then((sound) => {
        if (!sound) sounds.delete(from);
        return sound;
      }));
  }
  return sounds.get(from);
};
const listOf = async (at, search) => {
  const from = `${at}/voices.json${search}`;
  if (!lists.has(from)) {
    const reply = await fetch(from, { credentials: 'omit', cache: 'no-store' });
    lists.set(from, (await reply.json()).recorded);
  }
  return lists.get(from);
};
const placeOf = ({ code, number }) => `/a/${code}/${number}`;
// What finds the address of the recording of a text; of nothing where the list cannot be had.
const finder = async (at) => {
  try {
    const list = await listOf(at, location.search);
    const addressOf = (text) => list[plain(text)] && `${at}/voice/${list[plain(text)]}`;
    Object.keys(list).forEach((text) => soundOf(addressOf(text)));
    return addressOf;
  } catch {
    return () => '';
  }
};
const play = async (part, from, { sound, isWanted, whenOver }) => {
  try {
    const buffer = await sound.decodeAudioData((await soundOf(from)).slice(0));
    if (!isWanted()) return true;
    const source = Object.assign(sound.createBufferSource(), { buffer });
    source.connect(sound.destination);
    const over = new Promise((resolve) => { source.addEventListener('ended', resolve); });
    whenOver(() => source.stop());
    part.classList.add('reading');
    source.start();
    await over;
    if (isWanted()) part.classList.remove('reading');
    return true;
  } catch {
    return false; // not there, or of a kind that this browser does not play
  }
};
// Over the page, until another screen is shown.
const tell = (text) => {
  const status = document.querySelector('#status');
  Object.assign(status, { textContent: text, className: 'note' });
  Object.assign(status.style, { position: 'fixed', inset: '0 0 auto', zIndex: 4, pointerEvents: 'none' });
};
// Part after part; what is not recorded by the voice of the device, if it has one. `utter` is the page's own.
export const read = async (parts, { group, sound, local, mine, utter }) => {
  const hushed = new AbortController();
  const whenOver = (act) => hushed.signal.addEventListener('abort', act);
  const isWanted = () => !hushed.signal.aborted;
  addEventListener('hush', () => hushed.abort(), { once: true });
  const recordingOf = await finder(placeOf(group));
  let said = null;
  let isHeard = Boolean(local);
  for (const part of parts) {
    const from = recordingOf(part.textContent);
    if (from) await said;
    const isPlayed = Boolean(from) && isWanted() && await play(part, from, { sound, isWanted, whenOver });
    if (!isWanted()) return;
    isHeard ||= isPlayed;
    if (!isPlayed && local) said = new Promise((resolve) => { utter(part, mine, resolve); });
  }
  if (!isHeard) tell(group.unheard);
};
// For a room without a network, with the page that is put by: each language, while there is room.
const ROOM = 25_000_000; // bytes
export const keep = async (put, group, searches) => {
  const at = placeOf(group);
  let room = ROOM;
  const wanted = [import.meta.url];
  for (const search of searches) {
    const list = `${at}/voices.json${search}`;
    await put.add(list);
    const { recorded, bytes } = await (await put.match(list, { ignoreVary: true })).json();
    if (bytes <= room) {
      room -= bytes;
      wanted.push(...Object.values(recorded).map((name) => new URL(`${at}/voice/${name}`, location).href));
    }
  }
  await Promise.all(wanted.map(async (each) => await put.match(each) || put.add(each)));
  return wanted;
};
