/* Handing on, in a lesson: one child, one ballot. What starts the next child is nothing that a child comes by: two digits
   from the adult's card, and a button that is held. Three wrong numbers, and the card itself is needed. */
const HOLD = 2000; // milliseconds
const WRONG = 3;
const handOn = () => {
  show('hand');
  const digits = one('#digits', main);
  const button = one('[data-hold]', main);
  let held = 0;
  const isHeld = () => {
    if (digits.value.trim() === String(lesson.number)) {
      changeLesson({ sent: false, wrong: 0 });
      return start('');
    }
    changeLesson({ wrong: (lesson.wrong || 0) + 1 });
    if (lesson.wrong >= WRONG) {
      dropLesson();
      return start('');
    }
    digits.value = '';
    put('fault', words.hand_on_wrong);
    one('[data-put=fault]', main).hidden = false;
    digits.focus();
    return undefined;
  };
  const letUp = () => {
    clearTimeout(held);
    held = 0;
    button.classList.remove('holding');
  };
  const hold = (event) => {
    if (held || (event.key && !['Enter', ' '].includes(event.key))) return;
    if (event.key) event.preventDefault();
    button.classList.add('holding');
    held = setTimeout(() => { letUp(); isHeld(); }, HOLD);
  };
  ['pointerdown', 'keydown'].forEach((kind) => button.addEventListener(kind, hold));
  ['pointerup', 'pointerleave', 'pointercancel', 'keyup', 'blur'].forEach((kind) => button.addEventListener(kind, letUp));
  button.addEventListener('contextmenu', (event) => event.preventDefault());
  one('form', main).addEventListener('submit', (event) => event.preventDefault());
  settle(`${one('h1', main).textContent} – ${page.title}`);
};
