"""Sealing, held against HPKE written out by hand from RFC 9180, and against what a tablet could get wrong."""

from __future__ import annotations

import hashlib
import hmac

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from selfeval.surveys.sealing import (
    NotOpened,
    info_of,
    new_key_pair,
    open_sealed,
    pad,
    padded_size,
    seal,
    sealed_size,
    unpad,
)

KEM = b"KEM" + (0x0010).to_bytes(2, "big")
SUITE = b"HPKE" + (0x0010).to_bytes(2, "big") + (0x0001).to_bytes(2, "big") + (0x0002).to_bytes(2, "big")


def extract(suite: bytes, salt: bytes, label: bytes, material: bytes) -> bytes:
    """RFC 9180, section 4, LabeledExtract; an empty salt is a block of zeros (RFC 5869)."""
    return hmac.digest(salt or bytes(32), b"HPKE-v1" + suite + label + material, hashlib.sha256)


def expand(suite: bytes, secret: bytes, label: bytes, info: bytes, length: int) -> bytes:
    """RFC 9180, section 4, LabeledExpand, for up to one block of SHA-256."""
    labelled = length.to_bytes(2, "big") + b"HPKE-v1" + suite + label + info
    return hmac.digest(secret, labelled + b"\x01", hashlib.sha256)[:length]


def sealed_by_hand(plaintext: bytes, public: bytes, info: bytes) -> bytes:
    """RFC 9180, sections 4.1 and 5.1: base mode, one message, no associated data."""
    once = ec.generate_private_key(ec.SECP256R1())
    enc = once.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    shared_point = once.exchange(
        ec.ECDH(), ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), public)
    )
    shared = expand(KEM, extract(KEM, b"", b"eae_prk", shared_point), b"shared_secret", enc + public, 32)
    context = b"\x00" + extract(SUITE, b"", b"psk_id_hash", b"") + extract(SUITE, b"", b"info_hash", info)
    secret = extract(SUITE, shared, b"secret", b"")
    key, nonce = (
        expand(SUITE, secret, label, context, size) for label, size in ((b"key", 32), (b"base_nonce", 12))
    )
    return enc + AESGCM(key).encrypt(nonce, plaintext, b"")


INFO = info_of("abc234", "d" * 64, "a" * 64, 2, 1)


def test_what_another_implementation_seals_opens_here() -> None:
    private, public = new_key_pair()
    assert open_sealed(sealed_by_hand(pad("0123"), public, INFO), private, INFO) == pad("0123")


def test_a_ballot_opens_only_with_its_key_and_only_as_what_it_was_sealed_for() -> None:
    private, public = new_key_pair()
    sealed = seal(pad("0123"), public, INFO)
    assert unpad(open_sealed(sealed, private, INFO)) == "0123"
    others = [
        (sealed, new_key_pair()[0], INFO),
        (sealed, private, info_of("abc235", "d" * 64, "a" * 64, 2, 1)),
        (sealed, private, info_of("abc234", "e" * 64, "a" * 64, 2, 1)),
        (sealed, private, info_of("abc234", "d" * 64, "a" * 64, 2, 2)),
        (sealed, private, info_of("abc234", "d" * 64, "a" * 64, 1, 1)),
        (sealed[:-1], private, INFO),
        (sealed[:40] + bytes([sealed[40] ^ 1]) + sealed[41:], private, INFO),
        (b"", private, INFO),
        (b"\x04" * len(sealed), private, INFO),
    ]
    for each in others:
        with pytest.raises(NotOpened):
            open_sealed(*each)


def test_the_same_answers_never_look_the_same() -> None:
    _, public = new_key_pair()
    assert seal(pad("0"), public, INFO) != seal(pad("0"), public, INFO)


@pytest.mark.parametrize(("length", "size"), [(0, 64), (1, 64), (63, 64), (64, 64), (65, 128), (500, 512)])
def test_every_ballot_of_a_round_has_one_size(length: int, size: int) -> None:
    _, public = new_key_pair()
    assert padded_size(length) == len(pad("." * length)) == size
    assert sealed_size(length) == len(seal(pad("." * length), public, INFO)) == 65 + size + 16


def test_what_is_no_text_is_no_ballot() -> None:
    with pytest.raises(NotOpened):
        unpad(b"\xff" * 64)
