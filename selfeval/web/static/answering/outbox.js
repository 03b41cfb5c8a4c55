/* The outbox. From the moment in which a ballot is sealed until it has arrived it waits in the browser's own database,
   so that a closed tab or browser loses nothing, and the next child can have the tablet. Its code is sealed as well,
   for this one ballot: nobody can read either here, or use the code for anything else. */
const opened = (asked) => new Promise((resolve) => {
  asked.addEventListener('success', () => resolve(asked.result));
  asked.addEventListener('error', () => resolve(null));
});
const openOutbox = () => {
  try {
    const asked = indexedDB.open('selfeval', 1);
    asked.addEventListener('upgradeneeded', () => asked.result.createObjectStore('outbox', { keyPath: 'receipt' }));
    return opened(asked);
  } catch {
    return null; // storage may be refused
  }
};
const database = practice ? null : openOutbox();
// What comes of it once it is on disk, or null where nothing is kept.
const inOutbox = async (mode, act) => {
  const stored = await database;
  if (!stored) return null;
  return new Promise((resolve) => {
    try {
      const change = stored.transaction('outbox', mode, { durability: 'strict' });
      const asked = act(change.objectStore('outbox'));
      change.addEventListener('complete', () => resolve(asked.result));
      change.addEventListener('abort', () => resolve(null));
    } catch {
      resolve(null);
    }
  });
};
const keepsWithout = async () => canSeal && Boolean(await database) && 'serviceWorker' in navigator;
const unsent = async () => await inOutbox('readonly', (outbox) => outbox.getAll()) || [];
let waiting = 0;
const countUnsent = async () => {
  waiting = (await unsent()).length;
  showWaiting();
};
const dropUnsent = async (receipt) => {
  await inOutbox('readwrite', (outbox) => outbox.delete(receipt));
  await countUnsent();
};
const sealedSlip = async (slip, { receipt, sealed }) => base64(
  await seal(bytes(slip.padEnd(SLIP_SIZE)), group.public_key, bytes(`${group.info}|slip|${receipt}|${sealed}`)));
const keepUnsent = async () => {
  const { slip, receipt, body: { sealed } } = ballot;
  if (practice || !sealed) return;
  const kept = { address, receipt, sealed, sealed_slip: await sealedSlip(slip, { receipt, sealed }) };
  if (!ballot || ballot.receipt !== receipt) return; // it was stopped meanwhile
  const isKept = await inOutbox('readwrite', (outbox) => outbox.put(kept)) === receipt;
  if (!ballot || ballot.receipt !== receipt) return;
  ballot.kept = isKept;
  store();
  await countUnsent();
};
// A lesson brings so many ballots at most. One that was refused for that goes under the card that starts the next.
const renewed = async (ballotSent) => (lesson && lesson.address === ballotSent.address
  ? { ...ballotSent, sealed_slip: await sealedSlip(lesson.pass, ballotSent) } : null);
// What the server takes or will never take is kept no longer; what it cannot take now stays.
const sendOne = async (kept) => {
  const { address: there, ...sent } = kept;
  const { status, outcome } = await reached('/ballot', sent, PATIENCE, there);
  if (outcome === 'full') {
    const again = group && await renewed(kept);
    if (again) await inOutbox('readwrite', (outbox) => outbox.put(again));
  } else if (outcome && status < 500 && !['not_yet', 'elsewhere'].includes(outcome)) await dropUnsent(kept.receipt);
};
// Pages of an earlier version put theirs elsewhere.
const EARLIER = 'selfeval-unsent ';
const moveEarlier = async () => {
  try {
    for (const name of Object.keys(localStorage).filter((each) => each.startsWith(EARLIER))) {
      const kept = JSON.parse(localStorage.getItem(name));
      if (await inOutbox('readwrite', (outbox) => outbox.put(kept)) === kept.receipt) localStorage.removeItem(name);
    }
  } catch {
    // Nothing was put there.
  }
};
let flushing = false;
let isWanted = false; // once more: the network may have come back meanwhile
const sendUnsent = async () => {
  isWanted = true;
  if (flushing) return;
  flushing = true;
  await moveEarlier();
  while (isWanted) {
    isWanted = false;
    const own = ballot && ballot.receipt; // this one its own page sends
    for (const kept of await unsent()) {
      if (kept.receipt !== own) await sendOne(kept);
    }
  }
  flushing = false;
  await countUnsent();
};
const AGAIN = 20; // seconds
setInterval(() => { if (waiting) sendUnsent(); }, AGAIN * 1000);

/* So that this page opens again without a network: it is put by once somebody has started, and the worker finds it. */
const keepPage = async () => {
  if (!await keepsWithout()) return;
  const files = all('link[rel=stylesheet], script[src]').map((file) => file.href || file.src);
  const tongues = [location.search, ...all('[data-tongue]').map((link) => link.getAttribute('href'))];
  const pages = [...new Set(tongues)].flatMap((tongue) => [address + tongue, `${address}/group.json${tongue}`]);
  try {
    await navigator.serviceWorker.register(address.replace(/[^/]+\/\d+$/, 'worker.js'));
    const put = await caches.open(DRAWER + address);
    const done = await Promise.allSettled([...files, ...pages].map((each) => put.add(each)));
    if (done.some(({ status }) => status === 'rejected')) throw new Error('not all of it');
    if (group?.recorded) files.push(...await (await import(group.player)).keep(put, group, new Set(tongues)));
    const old = (await put.keys()).filter(({ url }) => /static|voice\//.test(url) && !files.includes(url));
    await Promise.all(old.map((request) => put.delete(request)));
  } catch {
    setTimeout(keepPage, AGAIN * 1000); // until then it needs the network to open
  }
};
