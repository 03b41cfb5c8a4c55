/* Stopping, handing over, and being away. */
const stopping = one('#stopping');
const idle = one('#idle');
one('#stop').addEventListener('click', () => {
  hush();
  clearTimeout(moving);
  stopping.showModal();
  if (aloud) read();
});
const leave = (heading, text) => {
  clearTimeout(retry);
  [stopping, idle].forEach((dialog) => { if (dialog.open) dialog.close(); });
  const worried = hasAnswered;
  forget();
  handOver();
  hasAnswered = worried;
  history.replaceState(null, '', bare);
  showMessage(heading, text);
};
stopping.addEventListener('close', () => {
  const isStop = stopping.returnValue === 'stop';
  stopping.returnValue = '';
  hush();
  if (isStop && ballot) leave(words.stopped, words.stopped_text);
});
idle.addEventListener('close', hush);
const watch = () => {
  if (!ballot && lesson && Date.now() >= lesson.until && one('#ready', main)) {
    dropLesson();
    showMessage(page.states.ended.title, page.states.ended.sentence);
  }
  if (!ballot || ballot.body) return;
  const away = Date.now() - touched;
  if (away > IDLE) leave(words.idle, lesson ? words.idle_again : words.idle_text);
  else if (away > WARNING && !idle.open && !stopping.open) {
    idle.showModal();
    if (aloud) read();
  }
};
setInterval(watch, 5000);
addEventListener('beforeunload', (event) => {
  if (practice || !ballot || !ballot.body || ballot.kept) return;
  event.preventDefault();
  event.returnValue = true; // browsers before 2024
});
addEventListener('pageshow', watch);
document.addEventListener('visibilitychange', watch);
['pointerdown', 'keydown', 'input'].forEach((kind) => document.addEventListener(kind, () => {
  if (ballot && Date.now() - touched < IDLE) store();
}));
const speak = async (event) => {
  const link = event.target.closest('[data-tongue]');
  if (!link) return;
  event.preventDefault();
  if (link.dataset.tongue === html.lang) return closeMenus();
  clearTimeout(moving);
  hush();
  if (ballot) store();
  drawer((storage) => storage.getItem(HOME) === null && storage.setItem(HOME, location.search));
  if (!await turnTo(link.getAttribute('href'), ballot ? '' : readyCode)) say(words.unreached);
  return undefined;
};
const handBack = async () => {
  const home = drawer((storage) => storage.getItem(HOME));
  drawer((storage) => storage.removeItem(HOME));
  if (home !== null && home !== location.search && await turnTo(home)) return;
  start('');
};
document.addEventListener('click', speak);
document.addEventListener('click', ({ target }) => {
  if (group?.recorded) sound ||= new AudioContext(); // a page may be heard once somebody has touched it
  if (target.closest('[data-handover]')) {
    handOver();
    if (group && group.state !== 'open') group = null; // it may be open by now
    handBack();
  }
  if (target.closest('.listen')) read(target.closest('fieldset.item') || main); // staff: one question of many
  if (target.closest('[data-close]')) closeMenus();
  const button = target.closest('[data-set]');
  if (button) {
    wear({ ...comfort(), [button.dataset.set]: button.dataset.to });
    store();
  }
  all('details.menu[open]').forEach((menu) => { if (!menu.contains(target)) menu.open = false; });
});
document.addEventListener('keydown', ({ key }) => {
  if (key !== 'Escape') return;
  all('details.menu[open]').forEach((menu) => { menu.open = false; menu.firstElementChild.focus(); });
});
addEventListener('online', () => {
  sendWaiting();
  sendUnsent();
  if (ballot && ballot.body) send();
});
// Back and forward walk through the questions while there are answers; afterwards there is nothing to go back to.
addEventListener('popstate', ({ state }) => {
  if (ballot && ballot.body) return;
  if (ballot && state && state.at <= screens.length) {
    ballot.at = state.at;
    store();
    draw();
  } else if (!location.hash) start();
});

const open = async () => {
  clearTimeout(moving); // what was chosen just before a card is scanned moves nothing over what the card opens
  const slip = plainCode(location.hash.slice(1));
  if (location.hash) history.replaceState(null, '', bare); // the code stands in no history
  const state = storedState();
  sendWaiting();
  if (!state || !state.ballot || !staysBefore(state.ballot, slip)) {
    if (slip) handOver();
    else if (state) wear(state.comfort);
    sendUnsent();
    return start(isWhole(slip) ? slip : '');
  }
  wear(state.comfort);
  ballot = state.ballot;
  sendUnsent();
  currentLesson();
  if (!ballot.body && (ballot.group.language || 'en') !== html.lang) {
    const translated = await fetched('/group.json');
    if (translated.code) ballot.group = { ...translated, state: ballot.group.state };
    store();
  }
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
const staysBefore = (answered, slip) => !slip || slip === answered.slip || (answered.body ? !answered.kept : answered.group.tablets);
addEventListener('hashchange', () => { if (location.hash.length > 1 && location.hash !== '#main') open(); });
all('#tools, [data-close]').forEach((each) => { each.hidden = false; });
open();
