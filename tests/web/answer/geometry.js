// What does not fit on the screen that is shown, in words; nothing that fits is told.
(() => {
  const faults = [];
  const html = document.documentElement;
  const isSeen = (each) => each.checkVisibility({ visibilityProperty: true, opacityProperty: true });
  const named = (each) => (each.textContent.trim().replace(/\s+/g, ' ') || each.className || each.tagName).toString().slice(0, 40);
  const tell = (fault, each) => faults.push(`${fault}: ${named(each)}`);
  // Whether a list says that it goes on is found out some time after a change of size; here it is asked at once.
  const hint = document.querySelector('[data-below]');
  if (hint) {
    hint.hidden = true;
    const { top, height } = [...document.querySelectorAll('.option')].pop().getBoundingClientRect();
    hint.hidden = top + height / 2 <= innerHeight - hint.parentNode.offsetHeight;
  }
  const over = document.querySelector('dialog[open], details.menu[open] > div');
  const within = over || document.body;
  const seen = [...within.querySelectorAll('*')].filter((each) => isSeen(each) && !each.closest('.away, template, svg'));
  if (html.scrollWidth > innerWidth) tell(`wider than the screen by ${html.scrollWidth - innerWidth}`, html);

  // Words: whole, in one line each, inside what they stand on and inside the screen.
  const range = document.createRange();
  const texts = document.createTreeWalker(within, NodeFilter.SHOW_TEXT);
  for (let text = texts.nextNode(); text; text = texts.nextNode()) {
    const parent = text.parentElement;
    if (!text.data.trim() || !isSeen(parent) || parent.closest('script, style, template, .away')) continue;
    if (getComputedStyle(parent).clipPath !== 'none' || parent.closest('.tile:not(.told) > .asked, .tile:not(.told) > strong')) continue;
    const box = parent.closest('.btn, summary, .face, .tile, .box, dialog, .q, .nav, .options') || document.body;
    const around = box.getBoundingClientRect();
    for (const { index, 0: word } of text.data.matchAll(/[^\s-]+/g)) {
      range.setStart(text, index);
      range.setEnd(text, index + word.length);
      const lines = [...range.getClientRects()].filter(({ width }) => width > 0);
      const tops = new Set(lines.map(({ top }) => Math.round(top)));
      if (tops.size > 1 && !/[a-z]\.[a-z]/.test(word)) faults.push(`cut in two: ${word}`);
      if (lines.some(({ left, right }) => left < around.left - 1 || right > around.right + 1)) faults.push(`runs out of ${box.className || box.tagName}: ${word}`);
      if (lines.some(({ top, bottom }) => box.matches('.btn, summary, .face, .tile') && (top < around.top - 4 || bottom > around.bottom + 4))) faults.push(`higher than ${box.className || box.tagName}: ${word}`);
    }
  }
  seen.filter((each) => each.matches('.face, .btn, summary, .tile, .name, .q, .practice, h1')).forEach((each) => {
    if (each.scrollWidth > each.clientWidth + 1 && getComputedStyle(each).display !== 'inline') tell('holds more than fits', each);
  });

  // What is touched: big enough, inside the screen sideways, and nothing lies on another.
  const touched = seen.filter((each) => each.matches('button, summary, .face, a.btn, input.code'));
  const boxes = touched.map((each) => [each, each.getBoundingClientRect()]);
  boxes.forEach(([each, box]) => {
    if (box.height < 47.5 || box.width < 47.5) tell(`only ${Math.round(box.width)} x ${Math.round(box.height)}`, each);
    if (box.left < -0.5 || box.right > innerWidth + 0.5) tell('sideways out of the screen', each);
  });
  const isFixed = (each) => each.closest('.nav, .foot, .top');
  const apart = boxes.filter(([each]) => !isFixed(each));
  const stay = boxes.filter(([each]) => isFixed(each));
  [apart, stay].forEach((some) => some.forEach(([one, a], i) => some.slice(i + 1).forEach(([two, b]) => {
    if (one.contains(two) || two.contains(one)) return;
    const wide = Math.min(a.right, b.right) - Math.max(a.left, b.left);
    const high = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
    if (wide > 1 && high > 1) tell(`lies on ${named(two)}`, one);
  })));

  // Drawings lie on no word and on nothing that is touched.
  const marks = [...document.querySelectorAll('.count, h1')].filter(isSeen).map((each) => {
    range.selectNodeContents(each);
    const { left, right } = range.getBoundingClientRect();
    const { top, bottom } = each.getBoundingClientRect();
    return [each, { left, right, top, bottom }];
  });
  if (!over) document.querySelectorAll('.bird, .ask .slot, .stones i').forEach((drawing) => {
    if (!isSeen(drawing)) return;
    const a = drawing.getBoundingClientRect();
    marks.concat(apart).forEach(([each, b]) => {
      const wide = Math.min(a.right, b.right) - Math.max(a.left, b.left);
      const high = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
      if (wide > 2 && high > 2) tell(`${drawing.getAttribute('class') || 'stone'} covers`, each);
    });
  });

  // Buttons that lead on are on the screen, however far somebody has scrolled.
  // (Where a screen is as low as at 400 % zoom, they come behind the answers instead.)
  const stays = (each) => getComputedStyle(each.closest('.nav, .foot, .top')).position !== 'static';
  if (!over) stay.filter(([each]) => stays(each)).forEach(([each, box]) => {
    if (box.bottom > innerHeight + 0.5 || box.top < -0.5) tell('off the screen', each);
  });
  if (document.querySelector('.ask') && !over && Math.min(innerWidth, innerHeight) > 640) {
    const few = document.querySelectorAll('.option').length < 8;
    const fits = html.dataset.text === '1' || document.body.classList.contains('ks1');
    if (few && fits && html.scrollHeight > innerHeight) tell(`scrolls by ${html.scrollHeight - innerHeight}`, document.querySelector('h1'));
  }
  const nav = document.querySelector('.nav, .foot');
  if (nav && !over && stays(nav) && nav.offsetHeight > innerHeight * 0.34) tell(`buttons take ${nav.offsetHeight} of ${innerHeight}`, nav);
  if (over) touched.forEach((each) => {
    each.scrollIntoView({ block: 'nearest' });
    const { top, bottom } = each.getBoundingClientRect();
    if (top < -0.5 || bottom > innerHeight + 0.5) tell('cannot be reached', each);
  });
  return [...new Set(faults)];
})
