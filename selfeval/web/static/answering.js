// The answering pages. One script, no library, no cookie. What is answered stays in this tab until it is sent,
// and is gone at handover, when somebody stops, and after 15 idle minutes. Without this script the page is a
// plain form that does the same.
const one = (css, inside = document) => inside.querySelector(css);
const all = (css, inside = document) => [...inside.querySelectorAll(css)];
const page = JSON.parse(one('#page').textContent);
const words = page.words;
const main = one('main');
const html = document.documentElement;
const address = location.pathname.replace(/\/+$/, '');
const bare = location.pathname + location.search;
const startPanel = main.firstElementChild.cloneNode(true);
const byParts = Boolean(page.parts);
const write = (text, gaps) => text.replace(/\{(\w+)\}/g, (_, gap) => gaps[gap]);
const say = (text) => { one('#status').textContent = text; };

/* Sealing: HPKE (RFC 9180), base mode, DHKEM(P-256, HKDF-SHA256), HKDF-SHA256, AES-256-GCM. */
const canSeal = Boolean(window.isSecureContext && window.crypto && crypto.subtle);
const bytes = (text) => new TextEncoder().encode(text);
const join = (...parts) => new Uint8Array(parts.flatMap((part) => [...part]));
const KEM = join(bytes('KEM'), [0, 16]);
const SUITE = join(bytes('HPKE'), [0, 16, 0, 1, 0, 2]);
const EMPTY_SALT = new Uint8Array(32); // WebCrypto takes no empty HMAC key; HMAC pads it with zeros to the same
const CURVE = { name: 'ECDH', namedCurve: 'P-256' };
const base64 = (raw) => btoa(String.fromCharCode(...raw)).replace(/\+/g, '-').replace(/\//g, '_').replace(/=+$/, '');
const unbase64 = (text) => Uint8Array.from(atob(text.replace(/-/g, '+').replace(/_/g, '/')), (c) => c.charCodeAt(0));
const hmac = async (key, message) => {
  const imported = await crypto.subtle.importKey('raw', key, { name: 'HMAC', hash: 'SHA-256' }, false, ['sign']);
  return new Uint8Array(await crypto.subtle.sign('HMAC', imported, message));
};
const extract = (suite, salt, label, input) => hmac(salt, join(bytes('HPKE-v1'), suite, bytes(label), input));
const expand = async (suite, key, label, info, length) => {
  const block = await hmac(key, join([0, length], bytes('HPKE-v1'), suite, bytes(label), info, [1]));
  return block.slice(0, length);
};
const importPoint = (point) => crypto.subtle.importKey('raw', unbase64(point), CURVE, false, []);
const seal = async (plain, point, info) => {
  const theirs = await importPoint(point);
  const ours = await crypto.subtle.generateKey(CURVE, true, ['deriveBits']);
  const enc = new Uint8Array(await crypto.subtle.exportKey('raw', ours.publicKey));
  const shared = await crypto.subtle.deriveBits({ name: 'ECDH', public: theirs }, ours.privateKey, 256);
  const eae = await extract(KEM, EMPTY_SALT, 'eae_prk', new Uint8Array(shared));
  const secret = await expand(KEM, eae, 'shared_secret', join(enc, unbase64(point)), 32);
  const context = join(
    [0], await extract(SUITE, EMPTY_SALT, 'psk_id_hash', []), await extract(SUITE, EMPTY_SALT, 'info_hash', info));
  const schedule = await extract(SUITE, secret, 'secret', []);
  const key = await crypto.subtle.importKey(
    'raw', await expand(SUITE, schedule, 'key', context, 32), 'AES-GCM', false, ['encrypt']);
  const iv = await expand(SUITE, schedule, 'base_nonce', context, 12);
  return join(enc, new Uint8Array(await crypto.subtle.encrypt({ name: 'AES-GCM', iv }, key, plain)));
};

/* Keeping: in this tab, a drawer for each address, so that one group's start throws no other's ballot away. */
const practice = html.dataset.practice || ''; // the word that stands for a slip where somebody practises
const DRAWER = 'selfeval ';
const IDLE = 15 * 60 * 1000;
const WARNING = 13 * 60 * 1000;
let ballot = null; // {slip, receipt, group, at, answers, checked}, or once it is sealed {slip, receipt, group, body}
let group = null;
let touched = Date.now();
const drawer = (act) => { try { return act(sessionStorage); } catch { return null; } }; // storage may be switched off
const comfort = () => ({ text: html.dataset.text, look: html.dataset.look, space: html.dataset.space });
const keep = () => {
  touched = Date.now();
  const all = JSON.stringify({ ballot, address, touched, digest: page.digest, comfort: comfort() });
  drawer((storage) => storage.setItem(DRAWER + address, all));
};
const wear = (wanted) => {
  Object.entries({ text: '1', look: 'calm', space: 'normal', ...wanted }).forEach(([what, to]) => {
    html.dataset[what] = to;
    all(`[data-set=${what}]`).forEach((button) => button.setAttribute('aria-pressed', button.dataset.to === to));
  });
};
/* Tablet mode: an adult has started this tablet for a lesson. Its pass sends ballots and does nothing else. */
const LESSON = 'selfeval-lesson';
let lesson = null; // {pass, until, address}
const keepLesson = ({ tablet_pass: pass, seconds }) => {
  lesson = { pass, until: Date.now() + seconds * 1000, address };
  drawer((storage) => storage.setItem(LESSON, JSON.stringify(lesson)));
};
const dropLesson = () => {
  lesson = null;
  drawer((storage) => storage.removeItem(LESSON));
};
const foundLesson = () => {
  const found = lesson || drawer((storage) => JSON.parse(storage.getItem(LESSON)));
  lesson = found && found.address === address && Date.now() < found.until ? found : null;
  return lesson;
};
const endsAt = (until) => {
  const time = new Date(until);
  return write(words.lesson, { time: `${time.getHours()}:${String(time.getMinutes()).padStart(2, '0')}` });
};
const forget = () => {
  ballot = null;
  drawer((storage) => storage.removeItem(DRAWER + address));
};
const handOver = () => {
  forget();
  hasAnswered = false;
  wear({});
};
// Of other groups a sealed ballot stays until it has arrived; what somebody was still answering is gone.
const sendWaiting = () => drawer((storage) => Object.keys(storage).forEach(async (name) => {
  if (!name.startsWith(DRAWER) || name === DRAWER + address) return;
  const { ballot: waiting, address: there } = JSON.parse(storage.getItem(name));
  if (!waiting || !waiting.body) return storage.removeItem(name);
  const { slip, receipt, body } = waiting;
  const { outcome } = await reached('/ballot', { slip, receipt, ...body }, PATIENCE, there);
  if (outcome === 'thanked') storage.removeItem(name);
}));
const isStale = (kept) => !(kept.ballot && kept.ballot.body) && Date.now() - kept.touched > IDLE;
const kept = () => {
  const found = drawer((storage) => JSON.parse(storage.getItem(DRAWER + address)));
  return found && found.address === address && found.digest === page.digest && !isStale(found) ? found : null;
};

/* Talking to the server. No cookie is sent; a reply that never comes is given up after 15 seconds. */
const PATIENCE = 15000;
const reached = async (path, sent, wait, from = address) => {
  const patience = new AbortController();
  const clock = setTimeout(() => patience.abort(), wait);
  const how = { credentials: 'omit', cache: 'no-store', signal: patience.signal };
  if (sent) Object.assign(how, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(sent) });
  try {
    const reply = await fetch(from + path, how);
    return { status: reply.status, ...await reply.json() };
  } catch {
    return { status: 0 };
  } finally {
    clearTimeout(clock);
  }
};

/* Practice: the same pages, and what would be sent is answered here instead. Nothing that is chosen leaves the tab. */
const practised = async (path, { slip }) => {
  if (path === '/ballot') return { status: 201, outcome: 'thanked' };
  if (slip !== practice) return { status: 404, title: html.dataset.only, sentence: '' };
  const found = await reached('/group.json', null, PATIENCE);
  return found.code ? { status: 200, state: 'ok', group: found } : found;
};
const fetched = (path, sent, wait = PATIENCE) => (practice && sent ? practised(path, sent) : reached(path, sent, wait));

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
const read = () => {
  hush();
  const mine = reading;
  const found = voice();
  if (!found) return;
  all('.say', main).filter((part) => part.offsetParent && part.textContent.trim()).forEach((part) => {
    const words = new SpeechSynthesisUtterance(part.textContent);
    words.voice = found;
    words.lang = found.lang;
    words.rate = page.temper === 'ks1' ? 0.85 : 0.95;
    words.onstart = () => { if (mine === reading) part.classList.add('reading'); };
    words.onend = () => part.classList.remove('reading');
    speech.speak(words);
  });
};
const offerListening = () => all('.listen').forEach((button) => { button.hidden = !voice(); });
if (speech && speech.addEventListener) speech.addEventListener('voiceschanged', offerListening);

/* Showing one screen. */
let shownAt = 0;
const put = (name, text, inside = main) => all(`[data-put=${name}]`, inside).forEach((part) => { part.textContent = text; });
const settle = (title, mood = '') => {
  document.body.className = `${page.temper} ${mood}`.trim();
  document.title = title;
  one('#stop').hidden = !ballot;
  one('a.away').hidden = !ballot;
  const [adult, where = ''] = (group ? group.adult : '').split(/(?=,)(.*)/s);
  put('adult', adult);
  put('where', where);
  all('[data-adult]').forEach((line) => { line.hidden = !(group && group.adult); });
  offerListening();
  scrollTo(0, 0);
  shownAt = Date.now();
  const heading = one('h1', main);
  if (heading) heading.focus({ preventScroll: true });
};
const show = (name, fill = {}) => {
  hush();
  say('');
  main.replaceChildren(one(`#t-${name}`).content.cloneNode(true));
  Object.entries(fill).forEach(([what, text]) => put(what, text));
};
const stones = (count, here, isDone) => {
  const path = one('.stones', main);
  for (let i = 0; i < count; i += 1) {
    const stone = path.appendChild(document.createElement('i'));
    if (i === here) stone.className = 'now';
    else if (isDone(i)) stone.className = 'done';
    if (i === here && one('#bird')) {
      stone.innerHTML = '<svg class="bird"><use href="#bird"/></svg>';
    }
  }
};

/* The questions, and the screens they stand on. `answers` of a question: [character, label]; PREFER_NOT is Skip's. */
const SKIPPED = '.';
const PREFER_NOT = '-';
const APART = '-?/';
let questions = [];
let screens = [];
const layOut = () => {
  const about = group.about.map(({ text, options }) => ({ text, about: true, answers: options.map(({ char, label }) => [char, label]) }));
  questions = page.items.map((item) => ({ ...item, answers: page.sets[item.set].concat(item.also || []) })).concat(about);
  screens = byParts
    ? page.parts.map(({ heading, items }) => ({ heading, items }))
    : questions.map((question, i) => ({ heading: question.text, items: [i] }));
  if (byParts && about.length) screens.push({ heading: page.aboutYou, items: about.map((_, i) => page.items.length + i) });
};
const given = (i) => ballot.answers[i];
const isAnswered = (i) => Boolean(given(i)) && given(i) !== SKIPPED && !(given(i) === PREFER_NOT && !byParts);
const labelOf = (i) => questions[i].answers.find(([character]) => character === given(i))[1];
const option = ([character, label], i) => {
  const made = one('#t-option').content.cloneNode(true);
  const input = one('input', made);
  Object.assign(input, { name: `q${i}`, value: character, checked: given(i) === character });
  one('.say', made).textContent = label;
  if (APART.includes(character)) input.parentNode.classList.add('aside');
  const cup = one('.cup use', made);
  if (cup && page.cups.includes(questions[i].set)) cup.setAttribute('href', `#cup${character}`);
  else if (cup) cup.parentNode.remove();
  return made;
};

let moving = 0;
const onward = () => {
  clearTimeout(moving);
  go(ballot.checked ? screens.length : ballot.at + 1);
};
const answer = (i, character) => {
  ballot.answers[i] = character;
  keep();
  say(write(words.got, { answer: labelOf(i) }));
};
const isTouched = (event) => event.detail > 0 || Boolean(event.pointerType);
const isSecondTap = (event) => event.detail > 1 || (event.pointerType === 'touch' && Date.now() - shownAt < 300);

const drawQuestion = (at) => {
  const question = questions[at];
  const preferNot = question.answers.find(([character]) => character === PREFER_NOT);
  const count = write(words.question, { n: at + 1, total: questions.length });
  show('ask', { count, heading: question.text, skip: preferNot ? preferNot[1] : page.skip });
  stones(questions.length, at, (i) => i < at || given(i));
  const ask = one('.ask', main);
  question.answers.filter((one) => one !== preferNot).forEach((each) => one('.options', main).append(option(each, at)));
  ask.classList.toggle('chosen', isAnswered(at));
  ask.classList.toggle('many', question.answers.length > 7);
  const picture = one('.slot use', main);
  if (picture) picture.setAttribute('href', `#${question.picture}`);
  ask.addEventListener('change', ({ target }) => {
    ask.classList.add('chosen');
    answer(at, target.value);
  });
  // A finger moves on by itself after a short look at the tick; the arrow keys only choose, and Next moves on.
  ask.addEventListener('click', (event) => {
    if (!event.target.matches('input') || !isTouched(event)) return;
    clearTimeout(moving);
    moving = setTimeout(onward, 600);
  });
  one('[data-skip]', main).addEventListener('click', (event) => {
    if (isSecondTap(event)) return;
    ballot.answers[at] = preferNot ? PREFER_NOT : SKIPPED;
    onward();
  });
  settle(`${count} – ${page.title}`);
  if (aloud) read();
};
const drawPart = (at) => {
  const part = screens[at];
  const count = write(words.part, { n: at + 1, total: screens.length });
  show('ask', { count, heading: part.heading });
  stones(screens.length, at, (i) => i < at);
  part.items.forEach((i) => {
    const item = one('#t-item').content.cloneNode(true);
    one('legend', item).textContent = questions[i].text;
    questions[i].answers.forEach((each) => one('.set', item).append(option(each, i)));
    one('fieldset', item).addEventListener('change', ({ target }) => answer(i, target.value));
    one('[data-items]', main).append(item);
  });
  settle(`${count} – ${page.title}`);
};
const drawCheck = () => {
  ballot.checked = true;
  keep();
  const answered = questions.filter((_, i) => isAnswered(i)).length;
  const skipped = questions.length - answered;
  const count = write(skipped ? words.answered : words.answered_all, { answered, skipped });
  show('check', { count });
  stones(byParts ? screens.length : questions.length, -1, (i) => byParts || isAnswered(i));
  questions.forEach(({ text }, i) => {
    const row = one('#t-row').content.cloneNode(true);
    const [question, chosen, change] = all('span, strong, button', row);
    Object.assign(question, { id: `row${i}`, textContent: text });
    chosen.textContent = isAnswered(i) ? labelOf(i) : words.skipped;
    change.textContent = isAnswered(i) ? words.change : words.answer;
    change.setAttribute('aria-describedby', `row${i}`);
    change.addEventListener('click', () => go(screens.findIndex(({ items }) => items.includes(i)), i));
    one('li', row).classList.toggle('skipped', !isAnswered(i));
    one('.rows', main).append(row);
  });
  one('[data-cover]', main).addEventListener('click', ({ currentTarget }) => {
    currentTarget.setAttribute('aria-pressed', document.body.classList.toggle('covered'));
  });
  one('form', main).addEventListener('submit', (event) => { event.preventDefault(); send(); });
  settle(`${page.lookOver} – ${page.title}`);
};
const draw = () => {
  hasAnswered = true;
  clearTimeout(moving);
  one('#name').textContent = page.title;
  if (ballot.at >= screens.length) return drawCheck();
  if (byParts) drawPart(ballot.at);
  else drawQuestion(ballot.at);
  one('form', main).addEventListener('submit', (event) => {
    event.preventDefault();
    if (byParts || isAnswered(ballot.at)) onward();
  });
  one('[data-back]', main).addEventListener('click', (event) => {
    if (!isSecondTap(event)) go(ballot.at - 1);
  });
  return undefined;
};
const go = (at, item) => {
  if (at < 0) return start();
  ballot.at = at;
  keep();
  history.pushState({ at }, '', bare);
  draw();
  const radios = byParts && item !== undefined ? all(`[name=q${item}]`, main) : [];
  const chosen = radios.find((radio) => radio.checked) || radios[0];
  if (chosen) chosen.focus();
  return undefined;
};

/* Sending. The receipt was made once, so that a second arrival of the same ballot is stored once. */
let sending = false;
let retry = 0;
let failures = 0;
let hasAnswered = false; // a worry can only come from questions that somebody has seen
const bodyOf = async () => {
  const responses = page.items.map((_, i) => given(i) || SKIPPED).join('');
  const about = Array(group.about_length).fill(SKIPPED);
  group.about.forEach(({ position }, i) => { about[position] = given(page.items.length + i) || SKIPPED; });
  if (!group.sealedHere) return { answers: responses, about: about.join('') };
  const plain = (responses + about.join('')).padEnd(group.size);
  return { sealed: base64(await seal(bytes(plain), group.public_key, bytes(group.info))) };
};
const showMessage = (heading, text, withCode) => {
  show('message', { heading, text });
  one('section', main).hidden = !hasAnswered;
  if (withCode) offerNewCode();
  settle(`${heading} – ${page.title}`);
};
const showUnsent = (text) => {
  show('unsent', text ? { text } : {});
  one('[data-again]', main).addEventListener('click', () => send());
  settle(`${one('h1', main).textContent} – ${page.title}`);
  retry = setTimeout(send, [5, 10, 20, 30][Math.min(failures, 3)] * 1000);
  failures += 1;
};
const send = async () => {
  if (sending || !ballot) return;
  sending = true;
  clearTimeout(retry);
  const button = one('.nav .main', main);
  if (button) button.setAttribute('aria-disabled', 'true');
  const tell = (text) => { put('sending', text); say(text); };
  tell(words.sending);
  const slow = setTimeout(() => tell(words.still_trying), 5000);
  try {
    if (!ballot.body) {
      ballot.body = practice ? {} : await bodyOf();
      delete ballot.answers;
      keep();
    }
    const { slip, receipt, body } = ballot;
    settled(await fetched('/ballot', { slip, receipt, ...body }));
  } catch {
    showMessage(words.unlocked, '');
  } finally {
    clearTimeout(slow);
    sending = false;
  }
};
const settled = ({ status, outcome, title, sentence }) => {
  if (!ballot) return; // it was stopped while the reply was on its way
  if (outcome === 'thanked') {
    failures = 0;
    forget();
    history.replaceState(null, '', bare);
    show('sent');
    settle(one('h1', main).textContent);
  } else if (['used', 'unknown', 'cancelled', 'full'].includes(outcome)) {
    showMessage(title, sentence, true);
  } else if (!outcome || status >= 500) {
    showUnsent(sentence && `${title} ${sentence}`);
  } else {
    forget();
    showMessage(title, sentence);
  }
};
const offerNewCode = () => {
  const form = one('form', main);
  form.hidden = false;
  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    const slip = typed();
    if (!slip || sending) return;
    if (group.tablets) {
      const reply = await fetched('/lesson', { slip, act: 'start' });
      if (reply.outcome !== 'ok') {
        fault(trouble(reply));
        return;
      }
      keepLesson(reply);
    }
    ballot.slip = group.tablets ? lesson.pass : slip;
    keep();
    send();
  });
};

/* The code on the card. */
const plainCode = (text) => text.replace(/[^a-z0-9]/gi, '').toUpperCase();
const fault = (text) => {
  const input = one('#code');
  const note = one('#fault');
  note.hidden = !text;
  note.textContent = text;
  input.setAttribute('aria-invalid', Boolean(text));
  input.setAttribute('aria-describedby', text ? 'hint fault' : 'hint');
  if (text) input.focus();
};
const typed = () => {
  const code = plainCode(one('#code').value);
  fault(code.length === 8 ? '' : write(words.too_short, { n: code.length }));
  return code.length === 8 ? code : '';
};
document.addEventListener('input', ({ target }) => {
  if (target.id !== 'code') return;
  const atEnd = target.selectionStart === target.value.length;
  const code = plainCode(target.value).slice(0, 8);
  if (atEnd) target.value = code.length > 4 ? `${code.slice(0, 4)}-${code.slice(4)}` : code;
});

/* The first screen. */
const meet = async (found) => {
  group = found;
  group.sealedHere = canSeal && Boolean(group.public_key)
    && await importPoint(group.public_key).then(() => true, () => false);
  if (group.state !== 'open') {
    showMessage(page.states[group.state].title, page.states[group.state].sentence);
    return false;
  }
  layOut();
  one('#name').textContent = group.school;
  put('locked', group.sealedHere || (practice && canSeal) ? page.lockedHere : page.lockedThere);
  put('ready', write(words.ready, { group: group.group }));
  all('[data-invented]').forEach((note) => { note.hidden = !group.invented; });
  if (group.tablets) {
    put('no_name', words.no_name);
    put('code_label', words.adult_code);
    put('until', lesson ? endsAt(lesson.until) : '');
  }
  return true;
};
const begin = (slip) => {
  const receipt = base64(crypto.getRandomValues(new Uint8Array(16)));
  ballot = { slip, receipt, group, at: 0, answers: [], checked: false };
  aloud = page.temper === 'ks1' && Boolean(voice());
  go(0);
};
let asking = false;
const ask = async (path, sent) => {
  asking = true;
  const reply = await fetched(path, sent, lesson && group ? PATIENCE / 3 : PATIENCE); // it may start without
  asking = false;
  if (reply.group && !await meet(reply.group)) return null;
  return reply;
};
const trouble = (reply) => (reply.title ? `${reply.title} ${reply.sentence}`.trim() : words.unreached);
const stays = () => Boolean(practice && group && group.tablets); // ready for one child after the other
const startTyping = () => {
  const form = one('#typing');
  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    const slip = asking ? '' : typed();
    if (!slip) return;
    say(words.checking);
    const reply = await ask('/slip', { slip });
    if (!reply) return;
    if (reply.state === 'adult') meetAdult(slip, reply.lesson);
    else if (reply.state === 'ok' && stays()) startReady(slip);
    else if (reply.state === 'ok') begin(slip);
    else fault(trouble(reply));
  });
  if (group) meet(group);
  else fetched('/group.json').then((reply) => { if (reply.code && !ballot) meet(reply); });
};
// The card of an adult who is in the room. A child whose answers are on this tablet goes on afterwards.
const meetAdult = (slip, { seconds, minutes, finished, roll }) => {
  const gaps = { n: finished, total: roll };
  show('adult', {
    heading: write(words.adult_heading, { group: group.group }),
    until: seconds === null ? write(words.lesson_new, { minutes }) : endsAt(Date.now() + seconds * 1000),
    finished: write(finished ? words.adult_finished : words.adult_few, gaps),
  });
  const act = async (what) => {
    if (asking) return;
    const reply = await ask('/lesson', { slip, act: what });
    if (reply.outcome === 'ok') {
      keepLesson(reply);
      if (ballot) draw();
      else start();
    } else if (reply.outcome === 'ended' && ballot) {
      draw();
    } else if (reply.outcome === 'ended') {
      dropLesson();
      showMessage(reply.title, reply.sentence);
    } else {
      const note = one('[data-put=fault]', main);
      note.hidden = false;
      note.textContent = trouble(reply);
    }
  };
  one('form', main).addEventListener('submit', (event) => { event.preventDefault(); act('start'); });
  one('[data-end]', main).addEventListener('click', () => act('end'));
  settle(`${one('h1', main).textContent} – ${page.title}`);
  one('#stop').hidden = true;
};
// A scanned card: the code came with the address, so it is looked at before anything is asked of the child.
// In a lesson the tablet's pass is looked at before each child; out of reach, the tablet's own clock decides.
const startReady = (slip) => {
  const form = one('#ready');
  const button = one('.main', form);
  one('#typing').hidden = true;
  form.hidden = false;
  let isOk = false;
  const look = async () => {
    isOk = false;
    put('ready', words.checking);
    button.setAttribute('aria-disabled', 'true');
    const reply = await ask('/slip', { slip });
    if (!reply) return;
    if (reply.state === 'adult') {
      meetAdult(slip, reply.lesson);
      return;
    }
    button.removeAttribute('aria-disabled');
    isOk = reply.state === 'ok' || Boolean(!reply.status && group && foundLesson());
    if (isOk) {
      if (!reply.status) meet(group);
      return;
    }
    if (lesson && reply.status && reply.status < 500) {
      dropLesson();
      showMessage(reply.title, reply.sentence);
    } else if (reply.status && reply.status < 500) {
      form.hidden = true;
      one('#typing').hidden = false;
      startTyping();
      fault(trouble(reply));
    } else {
      one('[data-put=ready]', form).parentNode.hidden = true;
      const note = one('[data-put=fault]', form);
      note.hidden = false;
      note.textContent = trouble(reply);
      button.textContent = page.tryAgain;
    }
  };
  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    if (asking) return;
    const wasOk = isOk;
    if (wasOk && lesson) await look(); // the tablet may have waited here for long
    if (isOk) begin(slip);
    else if (!wasOk) start(slip);
  });
  look();
};
const start = (slip = ballot ? ballot.slip : '') => {
  hush();
  clearTimeout(moving);
  main.replaceChildren(startPanel.cloneNode(true));
  const kept = ballot;
  if (kept) { // came back from the first question: the answers are still here
    one('#typing').hidden = true;
    one('#ready').hidden = false;
    one('#ready').addEventListener('submit', (event) => { event.preventDefault(); go(0); });
    meet(group);
  } else if (slip || foundLesson()) startReady(slip || lesson.pass);
  else if (stays()) startReady(practice);
  else startTyping();
  one('#name').textContent = group ? group.school : page.title;
  settle(page.title, 'hello');
};

/* Stopping, handing over, and being away. */
const stopping = one('#stopping');
const idle = one('#idle');
one('#stop').addEventListener('click', () => {
  hush();
  clearTimeout(moving);
  stopping.showModal();
});
const leave = (heading, text) => {
  clearTimeout(retry);
  [stopping, idle].forEach((dialog) => { if (dialog.open) dialog.close(); });
  const worried = hasAnswered;
  handOver();
  hasAnswered = worried;
  history.replaceState(null, '', bare);
  showMessage(heading, text);
};
stopping.addEventListener('close', () => {
  if (stopping.returnValue === 'stop' && ballot) leave(words.stopped, words.stopped_text);
  stopping.returnValue = '';
});
const watch = () => {
  if (!ballot && lesson && Date.now() >= lesson.until && one('#ready', main)) {
    dropLesson();
    showMessage(page.states.ended.title, page.states.ended.sentence);
  }
  if (!ballot || ballot.body) return;
  const away = Date.now() - touched;
  if (away > IDLE) leave(words.idle, lesson ? words.idle_again : words.idle_text);
  else if (away > WARNING && !idle.open && !stopping.open) idle.showModal();
};
setInterval(watch, 5000);
addEventListener('pageshow', watch);
document.addEventListener('visibilitychange', watch);
['pointerdown', 'keydown', 'input'].forEach((kind) => document.addEventListener(kind, () => {
  if (ballot && Date.now() - touched < IDLE) keep();
}));
document.addEventListener('click', ({ target }) => {
  if (target.closest('[data-handover]')) {
    handOver();
    if (group && group.state !== 'open') group = null; // it may be open by now
    start('');
  }
  if (target.closest('.listen')) read();
  const button = target.closest('[data-set]');
  if (button) {
    wear({ ...comfort(), [button.dataset.set]: button.dataset.to });
    keep();
  }
  all('details.menu[open]').forEach((menu) => { if (!menu.contains(target)) menu.open = false; });
});
document.addEventListener('keydown', ({ key }) => {
  if (key !== 'Escape') return;
  all('details.menu[open]').forEach((menu) => { menu.open = false; menu.firstElementChild.focus(); });
});
addEventListener('online', () => {
  sendWaiting();
  if (ballot && ballot.body) send();
});
// Back and forward walk through the questions while there are answers; afterwards there is nothing to go back to.
addEventListener('popstate', ({ state }) => {
  if (ballot && ballot.body) return;
  if (ballot && state && state.at <= screens.length) {
    ballot.at = state.at;
    keep();
    draw();
  } else if (!location.hash) start();
});

const open = async () => {
  const slip = plainCode(location.hash.slice(1));
  if (location.hash) history.replaceState(null, '', bare); // the code stands in no history
  sendWaiting();
  const found = kept();
  if (!found || !found.ballot || !staysBefore(found.ballot, slip)) {
    if (slip) handOver();
    else if (found) wear(found.comfort);
    return start(slip.length === 8 ? slip : '');
  }
  wear(found.comfort);
  ballot = found.ballot;
  foundLesson();
  await meet(ballot.group);
  if (ballot.body) {
    showUnsent();
    return send();
  }
  if (!slip || slip === ballot.slip) return draw();
  main.replaceChildren(startPanel.cloneNode(true));
  return startReady(slip);
};
// What waits to be sent stays whatever card is scanned, and in a lesson also what a child is answering.
const staysBefore = (found, slip) => !slip || slip === found.slip || found.body || found.group.tablets;
addEventListener('hashchange', () => { if (location.hash.length > 1 && location.hash !== '#main') open(); });
one('#tools').hidden = false;
open();
