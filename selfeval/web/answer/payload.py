"""What a browser sends: read with care, and refused whole where it is not what the pages send."""

from __future__ import annotations

import base64
import binascii
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from flask import Request

from selfeval.questionnaires.model import SKIPPED, Definition

BASE64URL = re.compile(r"[A-Za-z0-9_-]*")
RECEIPT_BYTES = 16
LARGEST_BALLOT = 4096
"""Bytes of a sealed ballot; the longest questionnaire needs fewer than 700."""


@dataclass(frozen=True)
class Sent:
    """One ballot as it arrived: sealed on the tablet, or as response strings for the server to seal."""

    slip: str
    receipt: bytes
    sealed: bytes | None = None
    answers: str | None = None
    about: str | None = None


def document_in(request: Request) -> object:
    """The JSON document of a request; None for what is none, or is nested deeper than any page sends."""
    try:
        return request.get_json(silent=True)
    except RecursionError:
        return None


def new_receipt() -> str:
    """A receipt for a form that a script does not make one for."""
    return to_base64(secrets.token_bytes(RECEIPT_BYTES))


def to_base64(raw: bytes) -> str:
    """Base64url without padding, as the pages write bytes."""
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode("ascii")


def from_base64(text: str) -> bytes | None:
    """Inverse of `to_base64`; None for anything else."""
    if not BASE64URL.fullmatch(text):
        return None
    try:
        return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except binascii.Error:
        return None


def slip_in(data: object) -> str | None:
    """The slip of a JSON document; None if it has none."""
    slip = data.get("slip") if isinstance(data, dict) else None
    return slip if isinstance(slip, str) and len(slip) <= 40 else None


def act_in(data: object) -> Literal["start", "end"] | None:
    """What an adult wants of a lesson; None for anything else."""
    act = data.get("act") if isinstance(data, dict) else None
    return "start" if act == "start" else "end" if act == "end" else None


def ballot_in(data: object) -> Sent | None:
    """The ballot of a JSON document; None if it is not one."""
    slip, receipt = slip_in(data), _raw(data, "receipt")
    if slip is None or receipt is None or len(receipt) != RECEIPT_BYTES or not isinstance(data, dict):
        return None
    if "sealed" in data:
        sealed = _raw(data, "sealed")
        return Sent(slip, receipt, sealed=sealed) if sealed and len(sealed) <= LARGEST_BALLOT else None
    answers, about = data.get("answers"), data.get("about")
    if isinstance(answers, str) and isinstance(about, str) and len(answers) + len(about) <= LARGEST_BALLOT:
        return Sent(slip, receipt, answers=answers, about=about)
    return None


def _raw(data: object, name: str) -> bytes | None:
    text = data.get(name) if isinstance(data, dict) else None
    return from_base64(text) if isinstance(text, str) and len(text) <= 2 * LARGEST_BALLOT else None


def ballot_in_form(
    form: Mapping[str, str], definition: Definition, document: Mapping[str, Any]
) -> Sent | None:
    """The ballot of the long form; None if it is not one. A question that was left out is skipped."""
    receipt = from_base64(form.get("receipt", ""))
    if receipt is None or len(receipt) != RECEIPT_BYTES:
        return None
    answers = "".join(_character(form, f"q{place}") for place in range(len(definition.items)))
    about = "".join(_character(form, f"a{place}") for place in range(document["about_length"]))
    return Sent(form.get("slip", "")[:40], receipt, answers=answers, about=about)


def _character(form: Mapping[str, str], name: str) -> str:
    return (form.get(name) or SKIPPED)[:1]
