// The answering pages. One script, no library, no cookie. What is answered stays in this tab until it is sealed,
// and is gone at handover, when somebody stops, and after 15 idle minutes. What is sealed waits on the tablet until
// it has arrived. Without this script the page is a plain form that does the same.
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
// What fills a gap may run the other way than the sentence, as the name of a year does in Arabic.
const isolated = (text) => (html.dir === 'rtl' ? `\u2068${text}\u2069` : text);
const write = (text, gaps) => text.replace(/\{(\w+)\}/g, (_, gap) => isolated(gaps[gap]));
const say = (text) => { Object.assign(one('#status'), { textContent: text, className: 'away' }); };
