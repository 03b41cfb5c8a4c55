/* Sending. The receipt was made once, so that a second arrival of the same ballot is stored once. */
let sending = ''; // the receipt of what is under way
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
  if (aloud) read();
};
const showUnsent = (text) => {
  const { kept } = ballot;
  show('unsent', { ...kept && { heading: words.saved, text: words.saved_text }, ...text && { text } });
  one('[data-handover]', main).hidden = !kept; // the next child can have the tablet
  one('[data-again]', main).classList.toggle('main', !kept);
  one('[data-again]', main).addEventListener('click', () => send());
  settle(`${one('h1', main).textContent} – ${page.title}`);
  if (aloud && !failures) read(); // not again with each attempt
  const again = () => { if (ballot && ballot.body) send(); }; // the tablet may be with the next child by then
  retry = setTimeout(again, [5, 10, 20, 30][Math.min(failures, 3)] * 1000);
  failures += 1;
};
const tellProgress = (text) => { put('sending', text); say(text); };
const send = async () => {
  if (!ballot || sending === ballot.receipt) return;
  const mine = ballot.receipt;
  const isMine = () => Boolean(ballot) && ballot.receipt === mine;
  sending = mine;
  clearTimeout(retry);
  const button = one('[data-again], .send .main', main);
  if (button) button.setAttribute('aria-disabled', 'true');
  tellProgress(words.sending);
  const slow = setTimeout(() => { if (isMine()) tellProgress(words.still_trying); }, 5000);
  try {
    if (!ballot.body) {
      ballot.body = practice ? {} : await bodyOf();
      delete ballot.answers;
      store();
      if (lesson) changeLesson({ sent: true });
    }
    await keepUnsent();
    if (!isMine()) return;
    const { slip, receipt, body } = ballot;
    const reply = await fetched('/ballot', { slip, receipt, ...body });
    if (isMine()) settled(reply);
    else if (reply.outcome === 'thanked') dropUnsent(receipt); // it was handed on meanwhile
  } catch {
    if (isMine()) showMessage(words.unlocked, '');
  } finally {
    clearTimeout(slow);
    if (sending === mine) sending = '';
  }
};
const settled = ({ status, outcome, title, sentence }) => {
  if (outcome === 'thanked') {
    failures = 0;
    forget();
    history.replaceState(null, '', bare);
    show('sent');
    settle(one('h1', main).textContent);
    if (aloud) read();
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
      storeLesson(reply);
    }
    ballot.slip = group.tablets ? lesson.pass : slip;
    store();
    send();
  });
};
