"""The cryptography of the ballot box: ballots are sealed, slips and passes are stored as HMACs.

Sealing is HPKE (RFC 9180) base mode, DHKEM(P-256, HKDF-SHA256), HKDF-SHA256, AES-256-GCM.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
import secrets
from collections.abc import Callable
from functools import lru_cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hpke
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

SUITE = hpke.Suite(hpke.KEM.P256, hpke.KDF.HKDF_SHA256, hpke.AEAD.AES_256_GCM)
CURVE = ec.SECP256R1()
POINT_BYTES = 65
TAG_BYTES = 16
BLOCK = 64
"""Plaintexts are padded to a multiple of this many bytes: a sealed length says nothing about an answer."""


class NotOpened(ValueError):
    """A sealed ballot does not open with this key and info: damaged, forged, or of another round."""


def new_key_pair() -> tuple[bytes, bytes]:
    """A private key (32 bytes, big-endian) and its public key (65 bytes, uncompressed point)."""
    key = ec.generate_private_key(CURVE)
    private = key.private_numbers().private_value.to_bytes(32, "big")
    return private, key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)


@lru_cache(maxsize=256)
def _public_key(public: bytes) -> ec.EllipticCurvePublicKey:
    return ec.EllipticCurvePublicKey.from_encoded_point(CURVE, public)


def seal(plaintext: bytes, public: bytes, info: bytes) -> bytes:
    """Only the holder of the private key can open it again."""
    return SUITE.encrypt(plaintext, _public_key(public), info)


def opener(private: bytes, info: bytes) -> Callable[[bytes], bytes]:
    """Opens many ballots of one round; the function it gives raises NotOpened."""
    key = ec.derive_private_key(int.from_bytes(private, "big"), CURVE)

    def open_one(sealed: bytes) -> bytes:
        try:
            return SUITE.decrypt(sealed, key, info)
        except (InvalidTag, ValueError) as error:
            raise NotOpened("This ballot does not open with this key.") from error

    return open_one


def open_sealed(sealed: bytes, private: bytes, info: bytes) -> bytes:
    """The plaintext. Raises NotOpened."""
    return opener(private, info)(sealed)


BALLOTS_OF_GROUPS = 2
"""Form of ballots that are bound to their group, with receipts bound to what they came under; before: 1."""


def info_of(code: str, digest: str, about_digest: str, form: int, number: int) -> bytes:
    """What a ballot is bound to: its round, the two definitions that its answers belong to, and its group.

    `form`: that of the round, frozen as it is opened; rounds that were opened before know no group here.
    """
    if form < BALLOTS_OF_GROUPS:
        return f"selfeval ballot 1|{code}|{digest}|{about_digest}".encode("ascii")
    return f"selfeval ballot 2|{code}|{number}|{digest}|{about_digest}".encode("ascii")


def info_of_slip(info: bytes, receipt: bytes, sealed: bytes) -> bytes:
    """What a slip is bound to that waits on a tablet with its ballot: to this one ballot of this round."""
    return b"|".join((info, b"slip", _base64(receipt), _base64(sealed)))


SLIP_SIZE = 32
"""Bytes of a padded slip or tablet's pass before it is sealed: on the tablet they look the same."""


def padded_size(length: int) -> int:
    """Bytes of the padded plaintext of so many answers."""
    return -(-max(length, 1) // BLOCK) * BLOCK


def sealed_size(length: int) -> int:
    """Bytes of a sealed ballot of so many answers."""
    return POINT_BYTES + padded_size(length) + TAG_BYTES


def pad(responses: str) -> bytes:
    """A response string as ASCII, filled up with spaces. Raises UnicodeEncodeError for anything else."""
    return responses.encode("ascii").ljust(padded_size(len(responses)))


def unpad(plaintext: bytes) -> str:
    """Inverse of `pad`. Raises NotOpened for what is not ASCII."""
    try:
        return plaintext.decode("ascii").rstrip(" ")
    except UnicodeDecodeError as error:
        raise NotOpened("This ballot holds no answers.") from error


ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
"""Of slips that were ever printed: no 0 O 1 I L, so that nobody has to guess what is printed."""
LOOK_ALIKES = str.maketrans("SZBV", "528U")
"""Typed -> printed: since a round has the form CLEAR_SLIPS its slips have only the second of each pair."""
CLEAR = "".join(character for character in ALPHABET if character.translate(LOOK_ALIKES) == character)
"""27 characters, of which new slips are drawn."""
CLEAR_SLIPS = 3
"""The form of rounds (`Round.ballot_form`) in which no slip has a character that looks like another."""
LENGTH = 8
WORD_SLIP = re.compile(r"[A-Z]{12,28}")
"""A slip of four words of three to seven letters, as `card_words` draws them, without what parts them."""
HYPHENS = dict.fromkeys(map(ord, "-‐‑‒–—−"))
PASS = re.compile(r"[A-Za-z0-9_-]{22}")
"""What a tablet holds during a lesson."""


def new_slip() -> str:
    """A random slip: 38.0 bits."""
    return "".join(secrets.choice(CLEAR) for _ in range(LENGTH))


def normal_slip(text: str, form: int = BALLOTS_OF_GROUPS) -> str | None:
    """A slip as typed, without spaces, hyphens and small letters; None if it cannot be a slip.

    A slip in words has more letters than one of characters, so its length tells them apart in every round.

    `form`: that of the round, which says whether a look-alike that was typed can only be the other one.
    """
    letters = "".join(filter(str.isalnum, text)).upper()
    if WORD_SLIP.fullmatch(letters):
        return letters
    typed = "".join(text.split()).translate(HYPHENS)
    if len(typed) == LENGTH and typed.isascii() and all(character in ALPHABET for character in typed.upper()):
        return typed.upper().translate(LOOK_ALIKES if form >= CLEAR_SLIPS else {})
    return None


def shown_slip(slip: str) -> str:
    """As it is printed: two groups of four."""
    return f"{slip[:4]}-{slip[4:]}"


def ballot_key(round_id: int, sealed: bytes, group_id: int | None = None) -> bytes:
    """What a sealed ballot is stored under, 16 bytes: a copy of it, under another card, has the same.

    `group_id`: where ballots are bound to groups. What was moved to another group is not in the way there.
    """
    place = b"%d|" % round_id if group_id is None else b"%d|%d|" % (round_id, group_id)
    return hashlib.sha256(place + sealed).digest()[:16]


def receipt_mac(pepper: bytes, mac: bytes, receipt: bytes) -> bytes:
    """What is stored of the receipt of a ballot that was sealed on a tablet: 16 bytes.

    Bound to what the ballot came under: whoever has read a receipt on a tablet and sends a ballot with it
    under another card is not in the way of the ballot that it was made for.
    """
    return hmac.digest(pepper, b"selfeval receipt 1|" + mac + receipt, hashlib.sha256)[:16]


def slip_mac(pepper: bytes, code: str, slip: str) -> bytes:
    """What the database stores of a slip: 32 bytes that say nothing without the pepper."""
    return _mac(pepper, f"selfeval slip 1|{code}|{slip}")


def link_token(pepper: bytes, code: str, number: int, serial: int) -> str:
    """The secret part of the link of a group: 80 bits, made again whenever they are needed, never stored."""
    mac = _mac(pepper, f"selfeval link 1|{code}|{number}|{serial}")
    return base64.b32encode(mac[:10]).decode().lower()


def adult_code_mac(pepper: bytes, code: str, adult_code: str) -> bytes:
    """The same of the code on an adult's card, which has the form of a slip."""
    return _mac(pepper, f"selfeval adult 1|{code}|{adult_code}")


def pass_mac(pepper: bytes, code: str, tablet_pass: str) -> bytes:
    """The same of a tablet's pass."""
    return _mac(pepper, f"selfeval pass 1|{code}|{tablet_pass}")


def pass_of(pepper: bytes, code: str, adult_code: str) -> str:
    """All tablets of a lesson hold the same pass: nothing tells on which one a ballot was answered."""
    raw = _mac(pepper, f"selfeval tablet 1|{code}|{adult_code}")[:16]
    return _base64(raw).decode("ascii")


def hand_on_number(adult_code: str) -> int:
    """Two digits on an adult's card, for the next child to be let in, made of its code; no child sees it."""
    digest = hashlib.sha256(f"selfeval hand on 1|{adult_code}".encode()).digest()
    return 10 + int.from_bytes(digest[:8], "big") % 90


def _base64(raw: bytes) -> bytes:
    """Base64url without padding, as the tablets write bytes."""
    return base64.urlsafe_b64encode(raw).rstrip(b"=")


def _mac(pepper: bytes, text: str) -> bytes:
    return hmac.digest(pepper, text.encode("ascii"), hashlib.sha256)
