"""Schools from the national register: which rows are chosen, which can be made, and why not the rest."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from difflib import get_close_matches

from sqlalchemy.orm import Session

from selfeval.calendar.school_years import today
from selfeval.english import folded, full_day, listed
from selfeval.imports.register import Entry, RegisterRow, is_authority, is_urn
from selfeval.schools.schools import add_school, change_identity, entry_faults, since_fault
from selfeval.store.directory import identities, urns_of
from selfeval.store.schools_and_accounts import Identity, School, school_ids

MOST_NAMED = 200
"""Rows that a preview gives a reason for by name; of the others it says how many."""
AT_THAT_TIME = dt.timedelta(days=31)
"""Between a school that closes and the one that opens in its place."""
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
            (folded(self.trust), {folded(row.trust_code), folded(row.trust_name)} if self.trust else set()),
        ]
        given = [(wanted, values) for wanted, values in asked if wanted]
        return all(wanted in values for wanted, values in given) and (bool(given) or not self.urns)


@dataclass
class Contents:
    """By what the rows of a file can be chosen, gathered as they are read."""

    authorities: set[str] = field(default_factory=set)
    trusts: dict[str, str] = field(default_factory=dict)
    """Name or number as it is searched for -> name."""

    def add(self, row: RegisterRow) -> None:
        self.authorities.add(row.entry.authority or "")
        for called in (row.trust_code, row.trust_name):
            if called:
                self.trusts[folded(called)] = row.trust_name

    def lacks(self, choice: Choice) -> list[str]:
        """What of a choice is in no row, in sentences; of a trust, which names are like it."""
        sentences = []
        if choice.authority and choice.authority not in self.authorities:
            sentences.append(f"No school in the file belongs to the local authority {choice.authority}.")
        if choice.trust and folded(choice.trust) not in self.trusts:
            near = [f"“{name}”" for name in self._like(folded(choice.trust))]
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


@dataclass(frozen=True)
class Renumbered:
    """A school here that may be one of the register's under an earlier number."""

    school_id: int
    name: str
    since: dt.date | None
    """The day from which it has the new number; None: it has had none here."""
    why: str
    """A sentence."""
    urn: str | None
    """The number that it has here."""


@dataclass(frozen=True)
class Question:
    """A school of the register that may be here under an earlier number: it is held back."""

    entry: Entry
    here: tuple[Renumbered, ...]


@dataclass(frozen=True)
class Reply:
    """What somebody has said to a question: which school it is; None: another one, which is added."""

    entry: Entry
    school_id: int | None = None
    since: dt.date | None = None


@dataclass
class Preview:
    """What an import would do."""

    made: list[Entry] = field(default_factory=list)
    questions: list[Question] = field(default_factory=list)
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
    chosen: list[RegisterRow] = []
    contents, earlier = Contents(), EarlierNumbers(session)
    for row in rows:
        contents.add(row)
        earlier.look_at(row)
        if not choice.takes(row):
            continue
        fault = row.fault or ("it is in the file twice" if row.entry.urn in seen else "")
        seen.add(row.entry.urn)
        if fault:
            outcome.left_out.append(LeftOut(row.entry.urn or "", row.entry.name, fault))
        else:
            chosen.append(row)
    for row in chosen:
        entry, here = row.entry, earlier.of(row)
        if entry.urn in earlier.urns:
            outcome.left_out.append(LeftOut(entry.urn or "", entry.name, "it is here already"))
        elif here:
            outcome.questions.append(Question(entry, here))
        else:
            outcome.made.append(entry)
    outcome.left_out += [LeftOut(urn, "", "it is not in the file") for urn in choice.urns if urn not in seen]
    outcome.missing = contents.lacks(choice)
    return outcome


class EarlierNumbers:
    """Which schools here have or had which number, and which of those numbers the register has closed.

    A school that becomes an academy gets a new number, mostly with its name and in its buildings: added as
    one more school, it would begin without its years.
    """

    def __init__(self, session: Session) -> None:
        self.urns: dict[str, int] = {}
        self._known_as: dict[int, Identity] = {}
        self._named: dict[str, list[Identity]] = {}
        self._closed: dict[object, list[RegisterRow]] = {}
        self._in_file: set[str] = set()
        for identity in identities(session):  # the newest of a school comes last
            if identity.urn:
                self.urns[identity.urn] = identity.school_id
            self._known_as[identity.school_id] = identity
        for identity in self._known_as.values():
            self._named.setdefault(identity.folded, []).append(identity)

    def look_at(self, row: RegisterRow) -> None:
        """Notes a row that is about a number here."""
        urn = row.entry.urn or ""
        if urn in self.urns:
            self._in_file.add(urn)
            if row.is_closed:
                for key in _traits(row):
                    self._closed.setdefault(key, []).append(row)

    def of(self, row: RegisterRow) -> tuple[Renumbered, ...]:
        """The schools here that a row may be about under a new number."""
        candidates: dict[int, Renumbered] = {}
        for key, what in _traits(row).items():
            for old in self._closed.get(key, ()):
                school_id = self.urns[old.entry.urn or ""]
                if key[0] != "place" or _follows(old, row):
                    candidates.setdefault(school_id, self._renumbered(school_id, row, old, what))
        for identity in self._named.get(folded(row.entry.name), ()):
            authorities = {row.entry.authority} if identity.urn else {row.entry.authority, None}
            if identity.authority in authorities and identity.urn not in self._in_file:
                candidates.setdefault(identity.school_id, self._of_this_name(identity, row))
        return tuple(candidates.values())

    def _renumbered(self, school_id: int, row: RegisterRow, old: RegisterRow, what: str) -> Renumbered:
        closed, opened = old.site.closed_on, row.site.opened_on
        since = opened or (closed + dt.timedelta(days=1) if closed else today())
        ended = f"closed on {full_day(closed)}" if closed else "closed"
        begun = f"opened on {full_day(opened)}" if opened else "opened"
        why = f"The register says: {old.entry.urn} {ended}, and {row.entry.urn} {begun} with {what}."
        here = self._known_as[school_id]
        return Renumbered(school_id, here.name, since, why, here.urn)

    def _of_this_name(self, identity: Identity, row: RegisterRow) -> Renumbered:
        if identity.urn is None:
            why = "A school of this name is here without a number."
            return Renumbered(identity.school_id, identity.name, None, why, None)
        why = f"A school of this name is here, and its number {identity.urn} is not in the file."
        since = row.site.opened_on or today()
        return Renumbered(identity.school_id, identity.name, since, why, identity.urn)


def _traits(row: RegisterRow) -> dict[tuple[str, ...], str]:
    """By what a school is known again, and how that is called in a sentence."""
    site = row.site
    traits: dict[tuple[str, ...], str] = {}
    if site.postcode:
        traits["name", folded(row.entry.name), site.postcode] = "the same name and postcode"
    for number in filter(None, (site.number, site.former)):
        traits["number", number] = f"the same number in its authority, {number}"
    if site.postcode:
        traits["place", site.postcode] = "the same postcode, at that time"
    return traits


def _follows(old: RegisterRow, new: RegisterRow) -> bool:
    """Whether one opened as the other closed."""
    closed, opened = old.site.closed_on, new.site.opened_on
    return closed is not None and opened is not None and abs(opened - closed) <= AT_THAT_TIME


def make(session: Session, entries: Iterable[Entry], who: str) -> int:
    """Adds every school whose number is not here by now, all or none; how many."""
    wanted = list(entries)
    here = urns_of(session, [entry.urn for entry in wanted if entry.urn])
    new = [entry for entry in wanted if entry.urn not in here]
    for entry in new:
        add_school(session, entry, who)
    return len(new)


def renumber(session: Session, replies: Iterable[Reply], who: str) -> int:
    """Gives schools here what the register calls them now, from its day on; how many.

    One that has got the number by now, or one that is said to be two of the register's, is passed over.
    """
    wanted, done = list(replies), set()
    named = {reply.school_id for reply in wanted if reply.school_id}
    schools = {school_id: session.get_one(School, school_id) for school_id in named & {*school_ids(session)}}
    for reply in wanted:
        school = schools.get(reply.school_id or 0)
        if school is None or school.id in done or reply.entry.urn is None:
            continue
        before = school.on(reply.since or today())
        entry = replace(
            reply.entry,
            phase=reply.entry.phase or before.phase,
            authority=reply.entry.authority or before.authority,
        )
        if entry_faults(session, entry, school) or (reply.since and since_fault(reply.since, today())):
            continue
        change_identity(session, school, entry, reply.since, who)
        for later in school.identities:
            if reply.since and later.begins_on > reply.since:
                later.urn = entry.urn
        done.add(school.id)
    return len(done)
