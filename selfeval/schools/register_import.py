"""Schools from the national register: which rows are chosen, which can be made, and why not the rest."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches

from sqlalchemy.orm import Session

from selfeval.english import listed
from selfeval.imports.register import Entry, RegisterRow, is_authority, is_urn
from selfeval.schools.schools import add_school
from selfeval.store.directory import names_without_urn, urns_of

MOST_NAMED = 200
"""Rows that a preview gives a reason for by name; of the others it says how many."""
MOST_LIKE = 5
"""Names of trusts that are told as like the one that was typed."""


@dataclass(frozen=True)
class Choice:
    """Which schools of the register are wanted. Nothing chosen means all that are in the file."""

    authority: str = ""
    trust: str = ""
    """Its number or its name."""
    urns: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.authority or self.trust or self.urns)

    def takes(self, row: RegisterRow) -> bool:
        """Whether a row is chosen: by its number, or by every other thing that was said."""
        if row.entry.urn in self.urns:
            return True
        asked = [
            (self.authority, {row.entry.authority or ""}),
            (self.trust.lower(), {row.trust_code.lower(), row.trust_name.lower()}),
        ]
        given = [(wanted, values) for wanted, values in asked if wanted]
        return all(wanted in values for wanted, values in given) and (bool(given) or not self.urns)


@dataclass
class Contents:
    """By what the rows of a file can be chosen, gathered as they are read."""

    authorities: set[str] = field(default_factory=set)
    trusts: dict[str, str] = field(default_factory=dict)
    """Name or number in small letters -> name."""

    def add(self, row: RegisterRow) -> None:
        self.authorities.add(row.entry.authority or "")
        for called in (row.trust_code, row.trust_name):
            if called:
                self.trusts[called.lower()] = row.trust_name

    def lacks(self, choice: Choice) -> list[str]:
        """What of a choice is in no row, in sentences; of a trust, which names are like it."""
        sentences = []
        if choice.authority and choice.authority not in self.authorities:
            sentences.append(f"No school in the file belongs to the local authority {choice.authority}.")
        if choice.trust and choice.trust.lower() not in self.trusts:
            near = [f"“{name}”" for name in self._like(choice.trust.lower())]
            sentences.append(
                f"No trust in the file has the name or number “{choice.trust}”."
                + (f" There is {listed(near)}." if near else "")
            )
        return sentences

    def _like(self, wanted: str) -> list[str]:
        """A few names of trusts, those first that have the words in them."""
        within = sorted(called for called in self.trusts if wanted in called)
        like = dict.fromkeys([*within, *get_close_matches(wanted, self.trusts, MOST_LIKE)])
        return list(dict.fromkeys(self.trusts[called] for called in like))[:MOST_LIKE]


@dataclass(frozen=True)
class LeftOut:
    """A row that makes no school, and why."""

    urn: str
    name: str
    reason: str


@dataclass
class Preview:
    """What an import would do."""

    made: list[Entry] = field(default_factory=list)
    left_out: list[LeftOut] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    """What was chosen and is nowhere in the file, in sentences."""

    @property
    def reasons(self) -> list[tuple[str, int]]:
        """Why rows are left out, and how many for each reason, the most frequent first."""
        return Counter(row.reason for row in self.left_out).most_common()


def choice_faults(choice: Choice) -> dict[str, str]:
    """What is wrong with a choice, by field."""
    faults = {}
    if choice.authority and not is_authority(choice.authority):
        faults["authority"] = "Enter the code of one local authority: three digits, such as 846."
    wrong = [urn for urn in choice.urns if not is_urn(urn)]
    if wrong:
        shown = ", ".join(wrong[:5]) + (" and others" if len(wrong) > 5 else "")
        faults["urns"] = f"A number in the register has six digits. These have not: {shown}."
    return faults


def typed_urns(text: str) -> tuple[str, ...]:
    """Numbers as people paste them: with commas, spaces or line ends between them; each once."""
    return tuple(dict.fromkeys(text.replace(",", " ").replace(";", " ").split()))


def preview(session: Session, rows: Iterable[RegisterRow], choice: Choice) -> Preview:
    """What choosing these rows would make. Nothing is changed. Raises NotTheRegister as the rows are read."""
    outcome, seen = Preview(), set()
    chosen = []
    contents = Contents()
    for row in rows:
        contents.add(row)
        if not choice.takes(row):
            continue
        fault = row.fault or ("it is in the file twice" if row.entry.urn in seen else "")
        seen.add(row.entry.urn)
        if fault:
            outcome.left_out.append(LeftOut(row.entry.urn or "", row.entry.name, fault))
        else:
            chosen.append(row.entry)
    _sort_out(session, chosen, outcome)
    outcome.left_out += [LeftOut(urn, "", "it is not in the file") for urn in choice.urns if urn not in seen]
    outcome.missing = contents.lacks(choice)
    return outcome


def _sort_out(session: Session, chosen: Sequence[Entry], outcome: Preview) -> None:
    """Those that are here already are not made a second time."""
    here = urns_of(session, [entry.urn for entry in chosen if entry.urn])
    unnumbered = names_without_urn(session)
    for entry in chosen:
        if entry.urn in here:
            outcome.left_out.append(LeftOut(entry.urn or "", entry.name, "it is here already"))
        elif entry.name.lower() in unnumbered:
            reason = "a school of this name is here without a number: give it this one"
            outcome.left_out.append(LeftOut(entry.urn or "", entry.name, reason))
        else:
            outcome.made.append(entry)


def make(session: Session, entries: Iterable[Entry], who: str) -> int:
    """Adds every school that is not here by now, all or none; how many."""
    wanted = Preview()
    _sort_out(session, list(entries), wanted)
    for entry in wanted.made:
        add_school(session, entry, who)
    return len(wanted.made)
