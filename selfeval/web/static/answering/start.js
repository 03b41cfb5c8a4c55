/* The code on the card. */
const plainCode = (text) => text.replace(/[^a-z0-9]/gi, '').toUpperCase();
// Eight letters and numbers, or words: which of these are on cards the server knows, and says kindly.
const isWhole = (code) => code.length === 8 || /^[A-Z]{9,28}$/.test(code);
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
  const short = code ? write(words.too_short, { n: code.length }) : words.no_code;
  fault(isWhole(code) ? '' : short);
  return isWhole(code) ? code : '';
};
document.addEventListener('input', ({ target }) => {
  if (target.id !== 'code') return;
  if (target.selectionStart !== target.value.length) return;
  const code = plainCode(target.value);
  const halves = `${code.slice(0, 4)}-${code.slice(4, 8)}`;
  if (/\d/.test(code)) target.value = code.length > 4 ? halves : code;
  else if (/^[a-z]{8}$/i.test(target.value)) target.value = halves;
  else if (/^[A-Z]{4}-[A-Z]{4}[a-z]/.test(target.value)) target.value = code.toLowerCase(); // words without a gap
});

/* The first screen. */
const meet = async (received) => {
  group = received;
  group.sealedHere = canSeal && Boolean(group.public_key)
    && await importPoint(group.public_key).then(() => true, () => false);
  nameAdult();
  if (group.state !== 'open') {
    showMessage(page.states[group.state].title, page.states[group.state].sentence);
    return false;
  }
  layOut();
  one('#name').textContent = group.school;
  put('locked', group.sealedHere || (practice && canSeal) ? page.lockedHere : page.lockedThere);
  put('school', group.school);
  put('readers', group.readers ? write(words.readers, { names: group.readers }) : '');
  all('[data-notice]').forEach((line) => {
    line.hidden = !group.notice;
    one('a', line).href = group.notice;
  });
  put('ready', write(words.ready, { group: group.group }));
  keepsWithout().then((keeps) => all('[data-online]').forEach((note) => { note.hidden = practice || (keeps && group.sealedHere); }));
  all('[data-invented]').forEach((note) => { note.hidden = !group.invented; });
  if (group.tablets) {
    put('no_name', words.no_name);
    put('code_label', words.adult_code);
  }
  offerListening();
  return true;
};
const begin = (slip) => {
  readyCode = '';
  const receipt = base64(crypto.getRandomValues(new Uint8Array(16)));
  ballot = { slip, receipt, group, at: 0, answers: [], checked: false };
  aloud = page.temper === 'ks1' && (voice() || group.recorded);
  go(0);
  setTimeout(keepPage, SETTLED); // the first question waits for nothing
};
const SETTLED = 3000; // milliseconds
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
    const spaced = one('#code').value.trim().replace(/\s+/g, ' '); // so that a mistyped word can be told
    const reply = await ask('/slip', { slip: slip.length === 8 ? slip : spaced });
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
const meetAdult = (slip, { seconds, minutes, finished, roll, number }) => {
  const gaps = { n: finished, total: roll };
  show('adult', {
    heading: write(words.adult_heading, { group: group.group }),
    until: seconds === null ? write(words.lesson_new, { minutes }) : endsAt(Date.now() + seconds * 1000),
    finished: write(finished ? words.adult_finished : words.adult_few, gaps),
    number: write(words.hand_on_number, { number }),
  });
  const act = async (what) => {
    if (asking) return;
    const note = one('[data-put=fault]', main);
    note.hidden = true;
    const reply = await ask('/lesson', { slip, act: what });
    if (reply.outcome === 'ok') {
      storeLesson(reply);
      keepPage();
      if (ballot) draw();
      else start();
    } else if (reply.outcome === 'ended' && ballot) {
      draw();
    } else if (reply.outcome === 'ended') {
      dropLesson();
      showMessage(reply.title, reply.sentence);
    } else {
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
let readyCode = ''; // what was scanned, as long as nobody has begun with it: it goes along into another language
const startReady = (slip) => {
  readyCode = lesson || slip === practice ? '' : slip;
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
    if (!reply.status && !group) { // what the page has put by
      const known = await fetched('/group.json');
      if (known.code && !await meet(known)) return;
    }
    button.removeAttribute('aria-disabled');
    isOk = reply.state === 'ok' || Boolean(!reply.status && group && (group.tablets ? currentLesson() : group.sealedHere));
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
  if (!slip && currentLesson() && lesson.sent) {
    handOn();
    return;
  }
  main.replaceChildren(startPanel.cloneNode(true));
  if (ballot) { // came back from the first question: the answers are still here
    one('#typing').hidden = true;
    one('#ready').hidden = false;
    one('#ready').addEventListener('submit', (event) => { event.preventDefault(); go(0); });
    meet(group);
  } else if (slip || currentLesson()) startReady(slip || lesson.pass);
  else if (stays()) startReady(practice);
  else startTyping();
  one('#name').textContent = group ? group.school : page.title;
  settle(page.title, 'hello');
};
