"""People named in texts that everybody is to read: colleagues with an account, and leads of actions."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

BETWEEN_LEADS = re.compile(r"[,;/&+\n]|\band\b|\bwith\b")
INITIALS = re.compile(r"[A-Z]{2,4}")
NAME = re.compile(r"[^\W\d_][\w'’-]*(?: [^\W\d_][\w'’-]*){1,2}")
SHORTEST = 3
"""Letters of a surname that is looked for alone."""
ROLES = frozenset(
    (
        *(
            "ahos",
            "aht",
            "all",
            "board",
            "ceo",
            "chair",
            "deputy",
            "dht",
            "dsl",
            "eal",
            "everybody",
            "everyone",
        ),
        *("family", "governor", "governors", "head", "heads", "hod", "hoy", "hr", "la", "lead", "leader"),
        *("leaders", "lgb", "manager", "mat", "office", "officer", "pe", "principal", "pse", "pshe", "pta"),
        *("re", "school", "sen", "senco", "send", "sendco", "slt", "staff", "support", "ta", "tas"),
        *("teacher", "teachers", "team", "trust", "tutors", "year"),
    )
)
"""Words of a lead that name a post and no person."""


def people_named(texts: Iterable[str], leads: Iterable[str], colleagues: Iterable[str]) -> tuple[str, ...]:
    """The names and initials that stand in the texts, in order.

    `leads`: of actions, as typed; `colleagues`: names of those with an account, also found by surname.
    """
    every = list(texts)
    names = dict.fromkeys([*_names_of(colleagues), *_names_in(leads)])
    return tuple(name for name in names if any(_stands_in(name, text) for text in every))


def _names_of(colleagues: Iterable[str]) -> Iterator[str]:
    for name in colleagues:
        yield name
        *first, last = name.split() or [""]
        if first and len(last) >= SHORTEST:
            yield last


def _names_in(leads: Iterable[str]) -> Iterator[str]:
    for typed in leads:
        for part in map(str.strip, BETWEEN_LEADS.split(typed)):
            is_post = not ROLES.isdisjoint(part.casefold().split())
            is_name = NAME.fullmatch(part) and all(word[0].isupper() for word in part.split())
            if not is_post and (INITIALS.fullmatch(part) or is_name):
                yield part


def _stands_in(name: str, text: str) -> bool:
    """As whole words. A single word is looked for as it is written: “Long” is a name, “long” is none."""
    if not name:
        return False
    alike = re.IGNORECASE if " " in name else re.NOFLAG
    return re.search(rf"(?<!\w){re.escape(name)}(?!\w)", text, alike) is not None
