/* The questions, and the screens they stand on. `answers` of a question: [character, label]; PREFER_NOT is Skip's.
   Questions to try the answers on come first on the screens and last in the list: they are never sent. */
const SKIPPED = '.';
const PREFER_NOT = '-';
const APART = '-?/';
const LONG = 60; // characters: a question that is longer is written a little smaller
let questions = [];
let asked = []; // those that are sent
let screens = [];
const layOut = () => {
  const about = group.about.map(({ text, options }) => ({ text, about: true, answers: options.map(({ char, label }) => [char, label]) }));
  asked = page.items.map((item) => ({ ...item, answers: page.sets[item.set].concat(item.also || []) })).concat(about);
  questions = asked.concat(page.warmUps.map((warmUp) => ({ ...warmUp, answers: page.sets[warmUp.set] })));
  const places = [...questions.keys()];
  screens = byParts
    ? page.parts.map(({ heading, why, items }) => ({ heading, why, items }))
    : [...places.slice(asked.length), ...places.slice(0, asked.length)].map((i) => ({ items: [i] }));
  if (byParts && about.length) screens.push({ heading: page.aboutYou, why: group.why, items: about.map((_, i) => page.items.length + i) });
  if (!byParts && about.length) screens.splice(screens.length - about.length, 0, { why: group.why, items: [] });
};
const given = (i) => ballot.answers[i];
const isAnswered = (i) => Boolean(given(i)) && given(i) !== SKIPPED && !(given(i) === PREFER_NOT && !byParts);
// What came of a thing is not asked of those to whom nothing happened: that nothing did is their answer to it.
const isLeftOut = (i) => Boolean(questions[i].after) && questions[i].after.every(([earlier, never]) => given(earlier) === never);
const give = (i, character) => {
  const following = [...asked.keys()].filter((j) => (asked[j].after || []).some(([earlier]) => earlier === i));
  const before = following.filter(isLeftOut);
  ballot.answers[i] = character;
  following.forEach((j) => {
    if (isLeftOut(j)) ballot.answers[j] = asked[j].nothing;
    else if (before.includes(j)) ballot.answers[j] = undefined;
  });
};
const isPassed = (at) => at >= 0 && at < screens.length && screens[at].items.length > 0 && screens[at].items.every(isLeftOut);
const beside = (at, step) => (isPassed(at + step) ? beside(at + step, step) : at + step);
// From the last page somebody changes one answer and is back there, but for what now has to be asked after it.
const isUnseen = ({ items }) => !byParts && items.some((i) => questions[i].after && !given(i));
const labelOf = (i) => questions[i].answers.find(([character]) => character === given(i))[1];
const drawCup = (cup, i, character) => {
  if (!cup) return;
  if (page.cups.includes(questions[i].set) && !APART.includes(character)) one('use', cup).setAttribute('href', `#cup${character}`);
  else cup.remove();
};
const option = ([character, label], i) => {
  const made = one('#t-option').content.cloneNode(true);
  const input = one('input', made);
  Object.assign(input, { name: `q${i}`, value: character, checked: given(i) === character });
  one('.say', made).textContent = label;
  if (APART.includes(character)) input.parentNode.classList.add('aside');
  drawCup(one('.cup', made), i, character);
  return made;
};

// Some have Tab and Space only, as with a switch: Tab goes once round the answers of a question, and on once one is chosen.
let entered = null; // the answer at which somebody came to the question they are at
document.addEventListener('focusin', ({ target, relatedTarget }) => {
  if (target.type === 'radio' && relatedTarget?.name !== target.name) entered = target;
});
document.addEventListener('change', () => { entered = null; });
document.addEventListener('keydown', (event) => {
  const { target, key, shiftKey } = event;
  if (key !== 'Tab' || shiftKey || !entered || target.type !== 'radio') return;
  const choices = all(`[name=${target.name}]`, main);
  const next = choices[(choices.indexOf(target) + 1) % choices.length];
  if (next === entered) (choices.find(({ checked }) => checked) || choices.at(-1)).focus(); // the way out leads on from there
  else {
    event.preventDefault();
    next.focus();
  }
});

let moving = 0;
const onward = () => {
  clearTimeout(moving);
  const unseen = ballot.checked ? screens.findIndex(isUnseen) : -1;
  if (unseen >= 0) go(unseen);
  else go(ballot.checked ? screens.length : beside(ballot.at, 1));
};
const answer = (i, character) => {
  give(i, character);
  store();
  say(write(words.got, { answer: labelOf(i) }));
};
const isTouched = (event) => event.detail > 0 || Boolean(event.pointerType);
// A second tap would answer what nobody has read yet; the youngest tap again later than others.
const SETTLING = page.temper === 'ks1' ? 1200 : 300; // milliseconds
const isTooSoon = (event) => event.pointerType === 'touch' && Date.now() - shownAt < SETTLING;
const isSecondTap = (event) => event.detail > 1 || isTooSoon(event);

// The same water, never the same picture: the stone and its rings lie elsewhere with each question.
const move = (part, x, y) => all(`.scene .${part}`, main).forEach((drawn) => drawn.setAttribute('transform', `translate(${x} ${y})`));
const vary = (i) => {
  const along = (i * 7) % 11; // neighbours lie apart, and eleven places come before one comes again
  move('near', -34 * along, ((i * 5) % 4) * 4 - 6);
  move('far', 60 - 52 * ((along + 4 + (i % 5)) % 11), 10 - ((i * 3) % 7) * 5);
};
// Between the questions about school and those about the person: why these are asked.
const drawWhy = (at) => {
  show('about', { text: screens[at].why });
  settle(page.aboutYou);
  if (aloud) read();
};
// A list that is longer than the screen says that it goes on, until its last answer is in sight.
const hintAtMore = () => {
  const hint = one('[data-below]', main);
  const rootMargin = `0px 0px -${hint.parentNode.offsetHeight}px 0px`;
  // A busy tablet tells several sightings at once, the newest last.
  new IntersectionObserver((seen) => { hint.hidden = seen.at(-1).isIntersecting; }, { rootMargin, threshold: 0.5 })
    .observe(all('.option', main).pop());
};
const drawQuestion = (i) => {
  const question = questions[i];
  const isWarmUp = i >= asked.length;
  const preferNot = question.answers.find(([character]) => character === PREFER_NOT);
  const count = isWarmUp ? words.warm_up : write(words.question, { n: i + 1, total: asked.length });
  const help = question.help || '';
  show('ask', { count, heading: question.text, help, skip: preferNot ? preferNot[1] : page.skip });
  stones(asked.length, isWarmUp ? -1 : i, (other) => (!isWarmUp && other < i) || given(other));
  if (isWarmUp) one('.count', main).classList.add('say'); // who cannot read it is told that it does not count
  const ask = one('.ask', main);
  question.answers.filter((choice) => choice !== preferNot)
    .forEach((choice) => one('.options', main).append(option(choice, i)));
  ask.classList.toggle('chosen', isAnswered(i));
  ask.classList.toggle('many', question.answers.length > 7);
  ask.classList.toggle('long', question.text.length > LONG);
  vary(i);
  const picture = one('.slot use', main);
  if (picture) picture.setAttribute('href', `#${question.picture}`);
  ask.addEventListener('change', ({ target }) => {
    ask.classList.add('chosen');
    answer(i, target.value);
  });
  if (page.temper === 'ks1') {
    ask.addEventListener('click', (event) => { if (event.target.matches('input') && isTooSoon(event)) event.preventDefault(); });
  }
  // A finger moves on by itself after a short look at the tick; the arrow keys only choose, and Next moves on.
  ask.addEventListener('click', (event) => {
    if (!event.target.matches('input') || !isTouched(event) || event.defaultPrevented) return;
    clearTimeout(moving);
    moving = setTimeout(onward, 600);
  });
  one('[data-skip]', main).addEventListener('click', (event) => {
    if (isSecondTap(event)) return;
    give(i, preferNot ? PREFER_NOT : SKIPPED);
    onward();
  });
  settle(`${count} – ${page.title}`);
  hintAtMore();
  if (aloud) read();
};
// One row of answers, where the longest words of all have room, or one column. A text's own size tells when to look.
const lineUp = new ResizeObserver((texts) => {
  const sets = texts.map(({ target }) => target.parentNode.lastElementChild);
  const turn = (isTall) => sets.forEach((set) => set.classList.toggle('tall', isTall));
  turn(false);
  turn(sets.some((set) => set.scrollWidth > set.clientWidth));
});
const drawPart = (at) => {
  const part = screens[at];
  const count = write(words.part, { n: at + 1, total: screens.length });
  show('ask', { count, heading: part.heading, why: part.why || '' });
  one('[data-put=why]', main).hidden = !part.why;
  stones(screens.length, at, (i) => i < at);
  const drawn = part.items.map((i) => {
    const item = one('#t-item').content.cloneNode(true).firstElementChild;
    Object.assign(one('legend', item), { id: `asked${i}`, textContent: questions[i].text });
    put('help', questions[i].help || '', item);
    const listen = one('.listen', item);
    listen.setAttribute('aria-describedby', `asked${i}`);
    questions[i].answers.forEach((choice) => listen.before(option(choice, i)));
    item.hidden = isLeftOut(i);
    item.addEventListener('change', ({ target }) => {
      answer(i, target.value);
      drawn.forEach(([j, other]) => {
        if (other.hidden && !isLeftOut(j)) all('input', other).forEach((input) => { input.checked = false; });
        other.hidden = isLeftOut(j);
      });
    });
    one('[data-items]', main).append(item);
    lineUp.observe(one('legend', item));
    return [i, item];
  });
  settle(`${count} – ${page.title}`);
};
const drawCheck = () => {
  ballot.checked = true;
  store();
  const shown = [...asked.keys()].filter((i) => !isLeftOut(i));
  const answered = shown.filter(isAnswered).length;
  const skipped = shown.length - answered;
  const count = write(skipped ? words.answered : words.answered_all, { answered, skipped, total: shown.length });
  show('check', { count });
  stones(byParts ? screens.length : asked.length, -1, (i) => byParts || isAnswered(i));
  shown.forEach((i) => {
    const row = one('#t-row').content.cloneNode(true).firstElementChild;
    Object.assign(one('.asked', row), { id: `row${i}`, textContent: asked[i].text });
    one('strong', row).textContent = isAnswered(i) ? labelOf(i) : words.skipped;
    const change = one('button', row);
    change.addEventListener('click', () => go(screens.findIndex(({ items }) => items.includes(i)), i));
    const tile = one('.pictured', row); // for who cannot read: what was asked and what was chosen, drawn
    if (tile) {
      const isDrawn = Boolean(asked[i].picture);
      one('b', row).textContent = i + 1;
      if (isDrawn) one('use', tile).setAttribute('href', `#${asked[i].picture}`);
      else tile.remove();
      drawCup(one('.cup', row), i, isAnswered(i) ? given(i) : PREFER_NOT);
      if (isAnswered(i)) one('.hop', row).remove();
      change.classList.toggle('told', !isDrawn || (isAnswered(i) && !one('.cup', row)));
    } else {
      change.textContent = isAnswered(i) ? words.change : words.answer;
      change.setAttribute('aria-describedby', `row${i}`);
    }
    row.classList.toggle('skipped', !isAnswered(i));
    one('.rows', main).append(row);
  });
  one('[data-cover]', main).addEventListener('click', ({ currentTarget }) => {
    const isCovered = document.body.classList.toggle('covered');
    one('span', currentTarget).textContent = isCovered ? words.uncover : words.cover;
  });
  one('form', main).addEventListener('submit', (event) => { event.preventDefault(); send(); });
  settle(`${page.lookOver} – ${page.title}`);
  if (aloud) read();
};
const draw = () => {
  hasAnswered = true;
  clearTimeout(moving);
  one('#name').textContent = page.title;
  if (ballot.at >= screens.length) return drawCheck();
  const { items } = screens[ballot.at];
  if (byParts) drawPart(ballot.at);
  else if (items.length) drawQuestion(items[0]);
  else drawWhy(ballot.at);
  one('form', main).addEventListener('submit', (event) => {
    event.preventDefault();
    if (byParts || items.every(isAnswered)) onward();
  });
  one('[data-back]', main).addEventListener('click', (event) => {
    if (!isSecondTap(event)) go(beside(ballot.at, -1));
  });
  return undefined;
};
const go = (at, item) => {
  if (at < 0) return start();
  ballot.at = at;
  store();
  history.pushState({ at }, '', bare);
  draw();
  const radios = byParts && item !== undefined ? all(`[name=q${item}]`, main) : [];
  const chosen = radios.find((radio) => radio.checked) || radios[0];
  if (chosen) chosen.focus();
  return undefined;
};
