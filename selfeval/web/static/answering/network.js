/* Talking to the server. No cookie is sent; a reply that never comes is given up after 15 seconds. */
const PATIENCE = 15000;
const reached = async (path, sent, wait, from = address) => {
  const patience = new AbortController();
  const clock = setTimeout(() => patience.abort(), wait);
  const how = { credentials: 'omit', cache: 'no-store', signal: patience.signal };
  if (sent) Object.assign(how, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(sent) });
  try {
    const reply = await fetch(from + path + location.search, how); // the language, if the address names one
    return { status: reply.status, ...await reply.json() };
  } catch {
    return { status: 0 };
  } finally {
    clearTimeout(clock);
  }
};

/* Another language: its page is fetched when somebody chooses it. The answers wait in this tab. A page that cannot be
   reached is not gone to. */
const HOME = 'selfeval-home'; // the language in which this tab began; the next child begins in it again
const turnTo = async (search, code = '') => {
  const there = location.pathname + search;
  const isThere = await fetch(there, { credentials: 'omit' }).then(({ ok }) => ok, () => false);
  if (isThere) location.replace(there + (code ? `#${code}` : ''));
  return isThere;
};

/* Practice: the same pages, and what would be sent is answered here instead. Nothing that is chosen leaves the tab. */
const practised = async (path, { slip }) => {
  if (path === '/ballot') return { status: 201, outcome: 'thanked' };
  if (slip !== practice) return { status: 404, title: html.dataset.only, sentence: '' };
  const reply = await reached('/group.json', null, PATIENCE);
  return reply.code ? { status: 200, state: 'ok', group: reply } : reply;
};
const fetched = (path, sent, wait = PATIENCE) => (practice && sent ? practised(path, sent) : reached(path, sent, wait));
