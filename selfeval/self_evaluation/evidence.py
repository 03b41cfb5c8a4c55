"""Evidence of a school: what may be added, to which indicators, and how it is taken away again."""

from __future__ import annotations

import datetime as dt
import json
import re
import unicodedata
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from sqlalchemy.orm import Session

from selfeval.calendar.school_years import now, today, year_label
from selfeval.english import LONGEST_FOLDED
from selfeval.imports.evidence_file import CheckedFile
from selfeval.imports.refused_file import LARGEST_FILE
from selfeval.questionnaires.model import Definition
from selfeval.self_evaluation.evidence_kinds import LONGEST_URL, NO_KIND
from selfeval.self_evaluation.judgements import Locked, draft_of
from selfeval.store.database import added
from selfeval.store.evidence import (
    Evidence,
    EvidenceFile,
    EvidenceForm,
    EvidenceUse,
    bytes_of_school,
    drop_evidence,
    drop_file,
    drop_uses,
    file_of,
    used_evidence,
    uses_of_evidence,
)
from selfeval.store.schools_and_accounts import note
from selfeval.store.self_evaluations import SelfEvaluation

KINDS = {
    "policy": "Policy",
    "minutes": "Minutes",
    "training": "Training log",
    "data": "Data summary",
    "survey": "Survey result",
    "voice": "Pupils’ work or voice",
    "photograph": "Photograph",
    "web": "Web page",
    "outside": "Report from outside",
    "walk": "Learning walk",
    "other": "Something else",
    NO_KIND: "Kind not said",
}
"""What a piece of evidence is, in the words of pages."""
KINDS_OF_FORMS: dict[EvidenceForm, str] = {"finding": "survey", "walk": "walk"}
"""Forms whose kind is not asked."""
STRONG = {"strong": "Backs it well", "some": "Backs it in part", "against": "Points the other way"}
"""Whether a piece backs the level of an indicator. How strong all of it is together, the judgement says."""
OLD_AFTER_YEARS = 2
LONGEST_TITLE, LONGEST_NOTE, LONGEST_ROLE = 120, 5_000, 80
MOST_INDICATORS_WALKED = 2
LARGEST_TOGETHER = 200_000_000
"""Bytes of all files of a school: each backup and the file with which a school leaves hold them all."""
TITLED = re.compile(r"\b(Mr|Mrs|Ms|Miss|Mx|Dr|Sir)\b\.?\s+[A-Z]")
"""How people are addressed: a role is asked for, and this is a name."""


@dataclass(frozen=True)
class NewEvidence:
    """A piece as somebody gives it."""

    form: EvidenceForm
    title: str
    kind: str = ""
    url: str = ""
    note: str = ""
    made_on: dt.date | None = None
    """The day of the evidence itself."""
    about: Mapping[str, Any] = field(default_factory=dict)
    """Of a finding: survey, number of its release, question. Of a walk: host and visitors, by their roles."""
    strength: str = ""
    indicators: tuple[str, ...] = ()
    file: CheckedFile | None = None


class EvidenceFaults(Exception):
    """What is wrong with a piece of evidence: field -> sentence."""

    def __init__(self, faults: dict[str, str]) -> None:
        super().__init__("; ".join(faults.values()))
        self.faults = faults


def evidence_faults(new: NewEvidence, definition: Definition) -> dict[str, str]:
    """Everything that is wrong at once: field -> sentence. Of a file, what is in it is checked before."""
    faults = piece_faults(new)
    if new.strength and new.strength not in STRONG:
        faults["strength"] = "Choose one of the answers on the page."
    if wrong := indicators_fault(new.indicators, definition):
        faults["indicators"] = wrong
    elif new.form == "walk" and len(new.indicators) > MOST_INDICATORS_WALKED:
        faults["indicators"] = "Choose one or two. On one walk, nobody can look at more with care."
    return faults


def piece_faults(new: NewEvidence) -> dict[str, str]:
    """What is wrong with the piece itself, whatever it is for."""
    faults: dict[str, str] = {}
    if not new.title:
        faults["title"] = "Say what it is, such as “Anti-bullying policy”."
    elif len(new.title) > LONGEST_TITLE:
        faults["title"] = f"Make the name {LONGEST_TITLE} characters or fewer."
    if new.form == "link" and (wrong := address_fault(new.url)):
        faults["url"] = wrong
    if new.form == "note" and not new.note:
        faults["note"] = "Write the note."
    if new.form == "walk":
        faults |= _walk_faults(new)
    if len(new.note) > LONGEST_NOTE:
        over = len(new.note) - LONGEST_NOTE
        faults["note"] = f"This can hold {LONGEST_NOTE:,} characters. Take out at least {over:,}."
    if new.kind not in KINDS:
        faults["kind"] = "Choose what kind of evidence it is."
    if new.made_on is not None and new.made_on > today():
        faults["made_on"] = "Give a day that is not in the future, or leave it empty."
    return faults


def indicators_fault(indicators: Collection[str], definition: Definition) -> str:
    """What is wrong with the choice of indicators; empty where nothing is."""
    if not indicators:
        return "Choose at least one indicator that it is evidence for."
    if any(indicator not in definition.items_by_id for indicator in indicators):
        return "Choose indicators that are on the page."
    return ""


def _walk_faults(new: NewEvidence) -> dict[str, str]:
    faults = {}
    if new.made_on is None:
        faults["made_on"] = "Give the day of the walk."
    for name, words in (("host", "who led the walk"), ("first", "who came along"), ("second", "")):
        role = str(new.about.get(name, ""))
        if words and not role:
            faults[name] = f"Say {words}, by role, such as “head of Year 5” or “parent governor”."
        elif len(role) > LONGEST_ROLE:
            faults[name] = f"Make the role {LONGEST_ROLE} characters or fewer."
        elif TITLED.search(role):
            faults[name] = "Give the role and not the name, such as “teaching assistant in Year 2”."
    if not new.note:
        faults["note"] = "Write what was seen."
    return faults


NO_ADDRESS = "This is not an address on the web. Copy it from the top of the browser."


def address_fault(url: str) -> str:
    """What is wrong with the address of a link; empty where nothing is. Nothing is fetched from it."""
    if not url:
        return "Give the address of the page. Copy it from the top of the browser."
    if len(url) > LONGEST_URL:
        return f"Make the address {LONGEST_URL:,} characters or fewer."
    if "." not in url and ":" not in url:
        return NO_ADDRESS
    if any(mark.isspace() or unicodedata.category(mark) in ("Cc", "Cf") for mark in url):
        return "Take the spaces and line ends out of the address. Copy it from the top of the browser."
    try:
        parts = urlsplit(url)
        host = parts.hostname
        _ = parts.port
    except ValueError:
        return NO_ADDRESS
    if not parts.scheme:
        return NO_ADDRESS
    if parts.scheme not in ("http", "https"):
        return "Begin the address with https://. Other kinds of link are not taken."
    if not host or "." not in host:
        return NO_ADDRESS
    if parts.username is not None or parts.password is not None:
        return "There is a name or a password in this address, before the @. Take it out."
    return ""


def add_evidence(
    session: Session, definition: Definition, *, school_id: int, year: int, new: NewEvidence, who: str
) -> Evidence:
    """Adds a piece to a year's self-evaluation, which begins with it if need be.

    Raises EvidenceFaults, Locked. What is in a file must have been checked.
    """
    if faults := evidence_faults(new, definition):
        raise EvidenceFaults(faults)
    evaluation = draft_of(session, definition, school_id, year)
    evidence = Evidence(
        school_id=school_id,
        form=new.form,
        kind=new.kind,
        title=new.title,
        url=new.url,
        note=new.note,
        details=json.dumps(dict(new.about), ensure_ascii=False),
        made_on=new.made_on,
        added_by=who[:120],
    )
    if new.file is not None:
        _check_room(session, school_id, len(new.file.content))
    session.add(evidence)
    session.flush()
    if new.file is not None:
        session.add(_file(evidence, new.file))
    _use(session, evaluation, evidence, new.indicators, new.strength)
    note(session, school_id, who, "added evidence", f"{_named(evidence)} in {year_label(year)}")
    return evidence


def _check_room(session: Session, school_id: int, size: int) -> None:
    stored = bytes_of_school(session, school_id, alone=True)
    if stored + size > LARGEST_TOGETHER:
        left = max(0, LARGEST_TOGETHER - stored) / 1_000_000
        raise EvidenceFaults(
            {
                "file": f"The files of your school may take {LARGEST_TOGETHER // 1_000_000} MB together, and "
                f"{left:.1f} MB are left. Delete a file that is no longer needed, or add a link."
            }
        )


def _file(evidence: Evidence, file: CheckedFile) -> EvidenceFile:
    """Under a name of our own: what the sender called it is in no path and no header."""
    on = evidence.made_on or today()
    what = "evidence" if evidence.kind == NO_KIND else evidence.kind
    return EvidenceFile(
        evidence_id=evidence.id,
        school_id=evidence.school_id,
        name=f"{what}-{on:%Y-%m-%d}-{evidence.id}.{file.ending}",
        media_type=file.media_type,
        size=len(file.content),
        sha256=file.sha256,
        content=file.content,
    )


def set_uses(
    session: Session,
    definition: Definition,
    *,
    year: int,
    evidence: Evidence,
    indicators: Collection[str],
    seen: Collection[str],
    strength: str,
    who: str,
    at: str = "",
) -> None:
    """Makes a piece evidence for these indicators of a year, and no longer for others that were `seen`.

    What somebody else has added meanwhile stays. `strength` holds where it was not used before, and at the
    indicator `at`. Raises EvidenceFaults, Locked.
    """
    unknown = [indicator for indicator in indicators if indicator not in definition.items_by_id]
    faults = {"indicators": "Choose indicators that are on the page."} if unknown else {}
    if strength and strength not in STRONG:
        faults["strength"] = "Choose one of the answers on the page."
    if faults:
        raise EvidenceFaults(faults)
    evaluation = draft_of(session, definition, evidence.school_id, year)
    before = {
        used.use.indicator: used.use
        for used in used_evidence(session, evaluation)
        if used.evidence.id == evidence.id
    }
    off, on = before.keys() & set(seen) - set(indicators), set(indicators) - before.keys()
    drop_uses(session, evaluation, evidence, off)
    _use(session, evaluation, evidence, sorted(on), strength)
    if at in before and at in indicators:
        before[at].strength = strength
    if off or on:
        note(
            session,
            evidence.school_id,
            who,
            "changed what evidence is for",
            f"{_named(evidence)} in {year_label(year)}",
        )


def _use(
    session: Session,
    evaluation: SelfEvaluation,
    evidence: Evidence,
    indicators: Collection[str],
    strength: str,
) -> None:
    for indicator in dict.fromkeys(indicators):
        use = EvidenceUse(
            self_evaluation_id=evaluation.id,
            indicator=indicator,
            evidence_id=evidence.id,
            school_id=evidence.school_id,
            strength=strength,
        )
        added(session, use)  # somebody else may have ticked the same at this moment


def change_evidence(session: Session, evidence: Evidence, change: NewEvidence, who: str) -> None:
    """Mends what a piece says of itself; its file stays. Raises EvidenceFaults, Locked."""
    for _, evaluation in uses_of_evidence(session, evidence.id):
        if evaluation.state != "draft":
            raise Locked(evaluation.state)
    if faults := piece_faults(change):
        raise EvidenceFaults(faults)
    evidence.title, evidence.kind, evidence.made_on = change.title, change.kind, change.made_on
    evidence.url, evidence.note = change.url, change.note
    note(session, evidence.school_id, who, "changed evidence", _named(evidence))


def locked_years(session: Session, evidence: Evidence) -> list[int]:
    """Years whose self-evaluation is with the head or signed off, and uses this piece."""
    uses = uses_of_evidence(session, evidence.id)
    return sorted({evaluation.year for _, evaluation in uses if evaluation.state != "draft"})


def remove_evidence(session: Session, evidence: Evidence, who: str) -> None:
    """Deletes a piece for good; where a locked year uses it, its name stays, and what was in it goes."""
    name = _named(evidence)
    if not locked_years(session, evidence):
        drop_evidence(session, evidence)
    else:
        file = file_of(session, evidence.id)
        deleted = {"deleted_on": f"{now():%Y-%m-%d}", "deleted_by": who[:120]}
        if file is not None:
            deleted |= {"file": file.name, "sha256": file.sha256}
        drop_file(session, evidence)
        evidence.url, evidence.note = "", ""
        evidence.details = json.dumps(deleted, ensure_ascii=False)
        session.flush()
    note(session, evidence.school_id, who, "deleted evidence", name)


def _named(evidence: Evidence) -> str:
    """As the log has it: the kind and the number, and nothing that was written in it."""
    kind = "evidence" if evidence.kind == NO_KIND else KINDS.get(evidence.kind, "Evidence").lower()
    return f"{kind} {evidence.id}"


def is_old(evidence: Evidence, year: int) -> bool:
    """Whether it was over two years old at the end of a school year, or is so today if that comes first."""
    on = min(today(), dt.date(year + 1, 8, 31))
    made_on = evidence.made_on or evidence.added_at.date()
    return made_on < _years_before(on, OLD_AFTER_YEARS)


def _years_before(day: dt.date, years: int) -> dt.date:
    try:
        return day.replace(year=day.year - years)
    except ValueError:  # 29 February
        return day.replace(year=day.year - years, day=28)


def name_from_file(sent: str) -> str:
    """A name to show, from what the sender called a file: without folders, its ending and hidden marks."""
    base = re.split(r"[/\\]", unicodedata.normalize("NFC", sent[-LONGEST_FOLDED:]))[-1]
    stem = base.rpartition(".")[0] or base
    spaced = (" " if mark == "_" or mark.isspace() else mark for mark in stem)
    plain = "".join(mark for mark in spaced if mark.isprintable() and unicodedata.category(mark) != "Cf")
    return " ".join(plain.split()).strip(". ")[:LONGEST_TITLE].strip()


FILE_LIMITS = (
    f"Up to {LARGEST_FILE // 1_000_000} MB a file and {LARGEST_TOGETHER // 1_000_000} MB for your school."
)
