/* Sealing: HPKE (RFC 9180), base mode, DHKEM(P-256, HKDF-SHA256), HKDF-SHA256, AES-256-GCM. */
const canSeal = Boolean(window.isSecureContext && window.crypto && crypto.subtle);
const bytes = (text) => new TextEncoder().encode(text);
const join = (...parts) => new Uint8Array(parts.flatMap((part) => [...part]));
const KEM = join(bytes('KEM'), [0, 16]);
const SUITE = join(bytes('HPKE'), [0, 16, 0, 1, 0, 2]);
const EMPTY_SALT = new Uint8Array(32); // WebCrypto takes no empty HMAC key; HMAC pads it with zeros to the same
const CURVE = { name: 'ECDH', namedCurve: 'P-256' };
const base64 = (raw) => btoa(String.fromCharCode(...raw)).replace(/\+/g, '-').replace(/\//g, '_').replace(/=+$/, '');
const unbase64 = (text) => Uint8Array.from(atob(text.replace(/-/g, '+').replace(/_/g, '/')), (c) => c.charCodeAt(0));
const hmac = async (key, message) => {
  const imported = await crypto.subtle.importKey('raw', key, { name: 'HMAC', hash: 'SHA-256' }, false, ['sign']);
  return new Uint8Array(await crypto.subtle.sign('HMAC', imported, message));
};
const extract = (suite, salt, label, input) => hmac(salt, join(bytes('HPKE-v1'), suite, bytes(label), input));
const expand = async (suite, key, label, info, length) => {
  const block = await hmac(key, join([0, length], bytes('HPKE-v1'), suite, bytes(label), info, [1]));
  return block.slice(0, length);
};
const importPoint = (point) => crypto.subtle.importKey('raw', unbase64(point), CURVE, false, []);
const seal = async (plain, point, info) => {
  const theirs = await importPoint(point);
  const ours = await crypto.subtle.generateKey(CURVE, true, ['deriveBits']);
  const enc = new Uint8Array(await crypto.subtle.exportKey('raw', ours.publicKey));
  const shared = await crypto.subtle.deriveBits({ name: 'ECDH', public: theirs }, ours.privateKey, 256);
  const eae = await extract(KEM, EMPTY_SALT, 'eae_prk', new Uint8Array(shared));
  const secret = await expand(KEM, eae, 'shared_secret', join(enc, unbase64(point)), 32);
  const context = join(
    [0], await extract(SUITE, EMPTY_SALT, 'psk_id_hash', []), await extract(SUITE, EMPTY_SALT, 'info_hash', info));
  const schedule = await extract(SUITE, secret, 'secret', []);
  const key = await crypto.subtle.importKey(
    'raw', await expand(SUITE, schedule, 'key', context, 32), 'AES-GCM', false, ['encrypt']);
  const iv = await expand(SUITE, schedule, 'base_nonce', context, 12);
  return join(enc, new Uint8Array(await crypto.subtle.encrypt({ name: 'AES-GCM', iv }, key, plain)));
};
