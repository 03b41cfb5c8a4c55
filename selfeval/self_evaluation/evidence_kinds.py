"""What kind of evidence a piece is and what it is called, worked out from what somebody gives."""

from __future__ import annotations

import re
from collections.abc import Mapping
from urllib.parse import unquote, urlsplit

from selfeval.english import LONGEST_FOLDED
from selfeval.store.evidence import EvidenceForm

LONGEST_URL = 2_000
NO_KIND = "unknown"
"""The kind of a piece of which nobody has said it, and whose name does not tell."""
LAST_WORDS: Mapping[str, str] = {
    "policy": r"polic(?:y|ies)",
    "minutes": r"minutes",
    "training": r"(?:training|inset|cpd) (?:logs?|records?|registers?)",
    "data": r"data|(?:attendance|exclusions?|suspensions?) figures",
    "survey": r"(?:surveys?|questionnaires?) (?:results?|findings)",
    "voice": r"(?:pupils?|students?|children) (?:s )?(?:voice|work)",
    "photograph": r"photos?|photographs?",
    "outside": r"(?:ofsted|inspection|external) (?:reports?|letters?|reviews?)",
}
"""Kind -> words in which a name of it ends: in English the last ones say what a thing is.

A data protection policy is no data, and an Ofsted action plan no report. What could be several is not here.
"""
AFTER_THE_NAME = re.compile(r"[,;:(]| (?:of|on|for|from|about|with|in|at|by|to)(?= )")
"""Where a name goes on with what it is about: policy on behaviour, minutes of March."""
EDITIONS = re.compile(
    r"(?:\d+|v\d+|version|final|draft|signed|approved|review(?:ed)?|autumn|spring|summer|term"
    r"|jan\w*|feb\w*|mar\w*|apr\w*|may|jun\w*|jul\w*|aug\w*|sep\w*|oct\w*|nov\w*|dec\w*)"
)
"""Words that may stand after a name and say nothing of its kind: policy 2026 final."""
PHOTOGRAPHS = ("jpg", "jpeg")
"""Endings of files that are photographs, whatever they are called; other pictures may be of a screen."""


def likely_kind(form: EvidenceForm, title: str, file_name: str = "") -> str:
    """The kind of a file, a link or a note, where its name says it clearly; NO_KIND where it does not.

    A person may always say another.
    """
    stem, _, ending = file_name.rpartition(".")
    if ending.casefold() in PHOTOGRAPHS:
        return "photograph"
    clear = (kind for name in (title, stem) if (kind := _kind_of(name)))
    return next(clear, "web" if form == "link" else NO_KIND)


def _kind_of(name: str) -> str:
    """The kind that the last words of a name say; empty where they say none."""
    plain = AFTER_THE_NAME.split(re.sub(r"[\s_-]+", " ", name[:LONGEST_FOLDED].casefold()))[0]
    words = re.findall(r"[^\W_]+", plain)
    while words and EDITIONS.fullmatch(words[-1]):
        words.pop()
    phrase = " ".join(words)
    return next((kind for kind, last in LAST_WORDS.items() if re.search(rf"(?:^| )(?:{last})$", phrase)), "")


HOST_ALONE = re.compile(r"(?:[^\W_](?:[\w-]*\w)?\.)+(?P<last>[^\W\d_]{2,})(?::\d{1,5})?(?:[/?#].*)?")
"""An address as people type and read it out: www.school.org.uk/policy."""
OF_A_FILE = re.compile(r"pdf|docx?|xlsx?|pptx?|od[tsp]|csv|txt|png|jpe?g|webp", re.IGNORECASE)
"""How the name of a file ends, and no host of an address."""


def web_address(typed: str) -> str:
    """What was typed, with https:// where only that is missing; anything else as it is, to be refused."""
    if len(typed) > LONGEST_URL:
        return typed
    if typed.startswith("//"):
        typed = typed[2:]
    host = HOST_ALONE.fullmatch(typed)
    return f"https://{typed}" if host and not OF_A_FILE.fullmatch(host["last"]) else typed


def name_from_address(url: str) -> str:
    """A name for a link that was given none: equality objectives, aldervale.example."""
    if len(url) > LONGEST_URL:
        return ""
    try:
        parts = urlsplit(url)
        host = (parts.hostname or "").removeprefix("www.")
    except ValueError:
        return ""
    pieces = [piece for piece in unquote(parts.path).split("/") if piece]
    last = re.sub(r"\.\w{1,5}$", "", pieces[-1]) if pieces else ""
    words = " ".join(re.findall(r"[^\W_]+", last))
    return f"{words[:1].upper()}{words[1:]}, {host}" if words and host else host
