/* Keeping: in this tab, a drawer for each address, so that one group's start throws no other's ballot away. */
const practice = html.dataset.practice || ''; // the word that stands for a slip where somebody practises
const DRAWER = 'selfeval ';
const SLIP_SIZE = 32; // characters of a padded code: a card's and a tablet's look the same
const IDLE = 15 * 60 * 1000;
const WARNING = 13 * 60 * 1000;
let ballot = null; // {slip, receipt, group, at, answers, checked}, or once it is sealed {slip, receipt, group, body, kept}
let group = null;
let touched = Date.now();
const drawer = (act) => { try { return act(sessionStorage); } catch { return null; } }; // storage may be switched off
const comfort = () => ({ text: html.dataset.text, look: html.dataset.look, space: html.dataset.space });
const store = () => {
  touched = Date.now();
  const state = JSON.stringify({ ballot, address, touched, digest: page.digest, comfort: comfort() });
  drawer((storage) => storage.setItem(DRAWER + address, state));
};
const wear = (wanted) => {
  Object.entries({ text: '1', look: 'calm', space: 'normal', ...wanted }).forEach(([what, to]) => {
    html.dataset[what] = to;
    all(`[data-set=${what}]`).forEach((button) => button.setAttribute('aria-pressed', button.dataset.to === to));
  });
};
/* Tablet mode: an adult has started this tablet for a lesson. Its pass sends ballots and does nothing else. */
const LESSON = 'selfeval-lesson';
let lesson = null; // {pass, number, until, address, sent, wrong}; `sent`: a child has, and an adult has not handed on yet
const changeLesson = (changed) => {
  lesson = { ...lesson, ...changed };
  drawer((storage) => storage.setItem(LESSON, JSON.stringify(lesson)));
};
const storeLesson = ({ tablet_pass: pass, number, seconds }) => {
  lesson = null;
  changeLesson({ pass, number, until: Date.now() + seconds * 1000, address });
};
const dropLesson = () => {
  lesson = null;
  drawer((storage) => storage.removeItem(LESSON));
};
const currentLesson = () => {
  const started = lesson || drawer((storage) => JSON.parse(storage.getItem(LESSON)));
  lesson = started && started.address === address && Date.now() < started.until ? started : null;
  return lesson;
};
const endsAt = (until) => {
  const time = new Date(until);
  return write(words.lesson, { time: `${time.getHours()}:${String(time.getMinutes()).padStart(2, '0')}` });
};
// From this tab: what waits in the outbox stays there.
const letGo = () => {
  ballot = null;
  drawer((storage) => storage.removeItem(DRAWER + address));
};
const forget = () => {
  if (ballot) dropUnsent(ballot.receipt);
  letGo();
};
const handOver = () => {
  if (ballot && ballot.kept) letGo();
  else forget();
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
  if (outcome === 'thanked') {
    storage.removeItem(name);
    dropUnsent(receipt);
  }
}));
const isStale = (state) => !(state.ballot && state.ballot.body) && Date.now() - state.touched > IDLE;
const storedState = () => {
  const state = drawer((storage) => JSON.parse(storage.getItem(DRAWER + address)));
  return state && state.address === address && state.digest === page.digest && !isStale(state) ? state : null;
};
