/* Showing one screen. */
let shownAt = 0;
const closeMenus = () => all('details.menu[open]').forEach((menu) => { menu.open = false; });
const put = (name, text, inside = main) => all(`[data-put=${name}]`, inside).forEach((part) => { part.textContent = text; });
const nameAdult = () => {
  const [adult, where = ''] = (group ? group.adult : '').split(/(?=,)(.*)/s);
  put('adult', adult, document);
  put('where', where, document);
  all('[data-adult]').forEach((line) => { line.hidden = !adult; });
  all('[data-nobody]').forEach((line) => { line.hidden = Boolean(adult); });
};
const showWaiting = () => all('[data-unsent]').forEach((line) => {
  line.hidden = !waiting;
  line.textContent = write(waiting === 1 ? words.unsent_one : words.unsent_more, { n: waiting });
});
const settle = (title, mood = '') => {
  document.body.className = `${page.temper} ${mood}`.trim();
  document.title = title;
  one('#stop').hidden = !ballot;
  one('a.away').hidden = !ballot;
  nameAdult();
  all('[data-waiting]').forEach((line) => { line.hidden = !ballot || Boolean(ballot.body); });
  all('[data-tongues]').forEach((each) => { each.hidden = Boolean(ballot && ballot.body); });
  closeMenus(); // nothing that somebody opened stays open for the next one
  offerListening();
  showWaiting();
  scrollTo(0, 0);
  shownAt = Date.now();
  const heading = one('h1', main);
  if (!heading) return;
  heading.style.setProperty('--word', Math.max(...heading.textContent.split(/\s/).map(({ length }) => length)));
  heading.focus({ preventScroll: true });
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
