"""What kind of evidence a piece is and what it is called, worked out from what somebody gives."""

from __future__ import annotations

import re
from collections.abc import Mapping
from urllib.parse import unquote, urlsplit

from selfeval.store.evidence import EvidenceForm

WORDS: Mapping[str, str] = {
    "minutes": r"minutes?|meetings?|agendas?",
    "training": r"training|inset|cpd|briefing",
    "outside": r"ofsted|inspection|inspectors?|audit|external|visit",
    "survey": r"surveys?|questionnaires?",
    "voice": r"council|pupils?|students?|children|voice|assembly",
    "photograph": r"photos?|photographs?|displays?|walls?|pictures?",
    "data": r"data|attendance|exclusions?|suspensions?|results|log|figures|numbers|records?",
    "policy": r"polic(?:y|ies)|procedures?|plans?|objectives|statement|code|scheme|curriculum",
}
"""Kind -> words in a name that speak for it; the first kind of which a word is there is taken."""
OF_FILES = {
    **dict.fromkeys(("png", "jpg", "jpeg", "webp"), "photograph"),
    **dict.fromkeys(("csv", "xlsx", "ods"), "data"),
}
"""Ending of a file -> its kind where its name does not tell."""


def likely_kind(form: EvidenceForm, title: str, file_name: str = "") -> str:
    """The kind of a file, a link or a note of which nobody has said it; a person may change it."""
    ending = file_name.rpartition(".")[2].casefold()
    if OF_FILES.get(ending) == "photograph":
        return "photograph"
    words = set(re.findall(r"[a-z]+", f"{title} {file_name}".casefold()))
    for kind, pattern in WORDS.items():
        if any(re.fullmatch(pattern, word) for word in words):
            return kind
    return "web" if form == "link" else OF_FILES.get(ending, "other")


LONGEST_URL = 2_000


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
