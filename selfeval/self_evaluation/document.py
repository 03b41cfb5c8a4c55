"""A whole self-evaluation with its words, as one frozen document: what is printed, signed and compared."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from functools import cached_property

from pydantic import TypeAdapter

from selfeval.english import capitalised, full_day, lowered
from selfeval.reports.wording import level as level_words
from selfeval.self_evaluation.evidence import STRONG
from selfeval.self_evaluation.judgements import STRENGTHS
from selfeval.self_evaluation.tags import named
from selfeval.store.self_evaluations import Rating


@dataclass(frozen=True)
class DocumentedEvidence:
    """A piece of evidence as it was named on the day; the bytes of a file stay where they are."""

    number: int
    """Its number in this document, from 1, in the order of the indicators that use it."""
    form: str
    """`file`, `link`, `note`, `finding` or `walk`."""
    kind: str
    title: str
    made_on: dt.date | None = None
    url: str = ""
    note: str = ""
    details: str = ""
    """JSON of a finding or a walk, as it was stored."""
    file_name: str = ""
    sha256: str = ""
    """Of the file's bytes, so that it can be told for ever whether it is the same file."""


@dataclass(frozen=True)
class DocumentedIndicator:
    """One indicator: its words as the version has them, and everything that was said of it."""

    id: str
    number: str
    short: str
    text: str
    level: str | None = None
    """Option id, `not_known`, or None where nobody has looked at it."""
    points: int | None = None
    """Of the level; None where it is none of the levels."""
    label: str = ""
    """Building, Not known yet; empty where nobody has looked at it."""
    description: str = ""
    """What is true of a school at that level, in the words of the version."""
    unseen: bool = False
    """Who reads is still to rate it alone: nothing of it is here, whether it is saved or not."""
    provisional: bool = False
    """Carried over from the year before, and confirmed by nobody yet: it counts for nothing."""
    commentary: str = ""
    strength: str = ""
    explanation: str = ""
    next_step: str = ""
    owner: str = ""
    due: dt.date | None = None
    tags: tuple[str, ...] = ()
    """As the pages name them."""
    evidence: tuple[int, ...] = ()
    """Numbers of the pieces that are evidence for it."""
    backs: tuple[str, ...] = ()
    """Of each of these, in their order, how it stands to the level: `strong`, `some`, `against`, or empty."""
    rated_by: str = ""
    rated_on: dt.date | None = None
    saves: int = 0
    """How often it has been saved: who brings a workbook in again says by it what they had seen."""
    ladder: tuple[str, ...] = ()
    """What is true of a school at each level, lowest first."""
    may_be_unknown: bool = True
    """Whether "not known yet" is an answer here."""
    points_before: int | None = None
    """Last year's level, where the indicator asked the same then; else None."""
    label_before: str = ""

    @property
    def is_rated(self) -> bool:
        """Whether it has a level that counts."""
        return self.points is not None and not self.provisional

    @property
    def level_name(self) -> str:
        """2 Building, Not known yet, Not looked at yet"""
        if self.unseen:
            return "Not shown before you have rated it alone"
        if not self.label:
            return "Not looked at yet"
        named = self.label if self.points is None else f"{self.points} {self.label}"
        return f"{named} (from last year, not confirmed)" if self.provisional else named

    @property
    def moved(self) -> int | None:
        """Levels up or down since last year; None where the two years cannot be set side by side."""
        if self.points is None or self.points_before is None or self.provisional:
            return None
        return self.points - self.points_before


@dataclass(frozen=True)
class DocumentedArea:
    """One area. `mean` is the figure that every page and file shows, by `level`."""

    id: str
    name: str
    mean: float | None
    """Mean of the rated indicators, from 0; None where fewer than half are rated."""
    mean_before: float | None = None
    """Last year's, where all of the area asked the same then."""
    looked_after_by: str = ""
    due: dt.date | None = None
    indicators: tuple[DocumentedIndicator, ...] = ()

    @property
    def rated(self) -> int:
        return sum(indicator.is_rated for indicator in self.indicators)

    @property
    def looked_at(self) -> int:
        """Indicators with a level or an honest "not known yet"."""
        return sum(bool(indicator.label) and not indicator.provisional for indicator in self.indicators)


@dataclass(frozen=True)
class DocumentedStep:
    """One step on the way to sign-off, up to the moment of this document."""

    act: str
    who: str
    on: dt.date
    revision: int
    text: str = ""
    indicator: str = ""
    """Id of the indicator that a comment is about; empty: the whole."""
    met_on: dt.date | None = None
    minute: str = ""


@dataclass(frozen=True)
class Document:
    """A self-evaluation of a school year. What it says of itself needs nothing but this."""

    school: str
    year: int
    """The school year, by the calendar year of its September."""
    year_label: str
    title: str
    """Of the version of the indicators."""
    questionnaire: str
    version: int
    scale: tuple[str, ...]
    """Names of the levels, from 0."""
    options: tuple[str, ...]
    """Their option ids, in the same order."""
    areas: tuple[DocumentedArea, ...]
    evidence: tuple[DocumentedEvidence, ...] = ()
    steps: tuple[DocumentedStep, ...] = ()
    revision: int = 1
    reason: str = ""
    """Why it takes the place of the revision before; empty for the first."""
    year_before: str = ""
    """2025/26, where there is a self-evaluation to look back at."""
    brought_in_from: str = ""
    format: int = 1

    @cached_property
    def indicators(self) -> tuple[DocumentedIndicator, ...]:
        """All of them, in the order of the charter."""
        return tuple(indicator for area in self.areas for indicator in area.indicators)

    @cached_property
    def by_id(self) -> dict[str, DocumentedIndicator]:
        return {indicator.id: indicator for indicator in self.indicators}

    @cached_property
    def evidence_by_number(self) -> dict[int, DocumentedEvidence]:
        return {piece.number: piece for piece in self.evidence}

    @property
    def top(self) -> int:
        """The highest level."""
        return len(self.scale) - 1

    def level(self, mean: float | None) -> str:
        """2.3 of 4, rounded as everywhere; a dash where too few are rated."""
        return "–" if mean is None else level_words(mean, self.top)

    def evidence_of(self, indicator: DocumentedIndicator) -> tuple[DocumentedEvidence, ...]:
        """The pieces that are evidence for an indicator, whether they back its level or not."""
        return tuple(self.evidence_by_number[number] for number in indicator.evidence)

    def to_json(self) -> str:
        """Canonical JSON: the same document gives the same text, also one signed before a field was added."""
        parts = asdict(self)
        for indicator in (one for area in parts["areas"] for one in area["indicators"]):
            if not any(indicator["backs"]):
                del indicator["backs"]
        return json.dumps(
            parts,
            sort_keys=True,
            separators=(",", ":"),
            ensure_ascii=False,
            default=dt.date.isoformat,
        )

    @cached_property
    def digest(self) -> str:
        """SHA-256, hex, of the canonical JSON."""
        return digest_of(self.to_json())


_DOCUMENT = TypeAdapter(Document)


class Altered(Exception):
    """A signed revision is not what was signed: its text does not give its digest."""


def digest_of(text: str) -> str:
    """SHA-256, hex, of a document's JSON as it is stored. A lone half of a character counts as such."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def document_from_json(text: str, digest: str | None = None) -> Document:
    """The document in its JSON. Raises Altered where `digest` is given and is another one."""
    if digest is not None and digest_of(text) != digest:
        raise Altered(digest)
    return _DOCUMENT.validate_json(text, strict=True)


@dataclass(frozen=True)
class FieldDifference:
    """One thing that two documents say differently of an indicator."""

    what: str
    before: str
    after: str


@dataclass(frozen=True)
class ComparedIndicator:
    """What differs in one indicator. It bears the number and name of the later document."""

    number: str
    short: str
    differences: tuple[FieldDifference, ...]

    @property
    def anchor(self) -> str:
        """The id of its part of a page."""
        return f"i-{self.number.replace('.', '-')}"


FIELDS = {
    "level_name": "Level",
    "commentary": "Why this level",
    "strength": "How strong the evidence is",
    "explanation": "Why leaders and answers differ",
    "next_step": "Next step",
    "owner": "Who will do it",
    "due": "By when",
    "tags": "Tags",
}
"""Field of an indicator -> what pages and files call it, in their order."""


def in_words(document: Document, indicator: DocumentedIndicator) -> dict[str, str]:
    """Name of a field -> what an indicator says there, for every field of FIELDS and its evidence."""
    words = {name: _text(getattr(indicator, field)) for field, name in FIELDS.items()}
    words[FIELDS["strength"]] = STRENGTHS.get(indicator.strength, "")
    words["Evidence"] = "\n".join(evidence_at(indicator, piece) for piece in document.evidence_of(indicator))
    return words


def _text(value: object) -> str:
    if isinstance(value, dt.date):
        return full_day(value)
    if isinstance(value, tuple):
        return ", ".join(map(str, value))
    return str(value or "")


def backs_of(indicator: DocumentedIndicator, piece: DocumentedEvidence) -> str:
    """Backs it in part, Points the other way; empty where nobody has said."""
    strengths = dict(zip(indicator.evidence, indicator.backs, strict=False))  # none in what was signed before
    return STRONG.get(strengths.get(piece.number, ""), "")


def evidence_at(indicator: DocumentedIndicator, piece: DocumentedEvidence, answered: str = "") -> str:
    """Safe at school (survey result, 3 May 2026): points the other way; 25 of 100 pupils agree with …"""
    added = "; ".join(filter(None, (lowered(backs_of(indicator, piece)), answered)))
    return f"{evidence_line(piece)}: {added}" if added else evidence_line(piece)


def evidence_line(piece: DocumentedEvidence) -> str:
    """Training log 2026 (training log, 3 May 2026)"""
    about = [lowered(piece.kind)] if piece.kind else []
    about += [_text(piece.made_on)] if piece.made_on else ["no date given"]
    return f"{piece.title} ({', '.join(about)})"


def with_texts(indicator: DocumentedIndicator, rating: Rating) -> DocumentedIndicator:
    """The indicator with everything that a rating says, but for its level."""
    return replace(
        indicator,
        commentary=rating.commentary,
        strength=rating.strength,
        explanation=rating.explanation,
        next_step=rating.next_step,
        owner=rating.owner,
        due=rating.due,
        tags=named(rating.tags),
    )


def said_differently(
    document: Document, indicator: DocumentedIndicator, rating: Rating
) -> tuple[FieldDifference, ...]:
    """What a rating says differently from the indicator as it stands; its evidence stays."""
    option = rating.level
    points = document.options.index(option) if option in document.options else None
    other = replace(
        with_texts(indicator, rating),
        level=option,
        points=points,
        label="Not known yet"
        if option and points is None
        else ""
        if points is None
        else document.scale[points],
        provisional=False,
    )
    return _differences(in_words(document, indicator), in_words(document, other))


def _differences(before: Mapping[str, str], after: Mapping[str, str]) -> tuple[FieldDifference, ...]:
    return tuple(
        FieldDifference(name, before.get(name, ""), words)
        for name, words in after.items()
        if words != before.get(name, "")
    )


def compared(before: Document, after: Document) -> tuple[ComparedIndicator, ...]:
    """What two documents say differently, indicator by indicator, in the order of the later one."""
    lines = []
    for indicator in after.indicators:
        earlier = before.by_id.get(indicator.id)
        old = in_words(before, earlier) if earlier else {}
        differences = _differences(old, in_words(after, indicator))
        if differences:
            lines.append(ComparedIndicator(indicator.number, indicator.short, differences))
    lines += [
        ComparedIndicator(gone.number, gone.short, (FieldDifference("Level", gone.level_name, "Not asked"),))
        for gone in before.indicators
        if gone.id not in after.by_id
    ]
    return tuple(lines)


def with_next_steps(document: Document) -> Sequence[DocumentedIndicator]:
    """The indicators that have a next step: those with a day first, soonest first."""
    steps = [indicator for indicator in document.indicators if indicator.next_step]
    return sorted(steps, key=lambda indicator: (indicator.due is None, indicator.due or dt.date.max))


def without_comparison(document: Document) -> str:
    """Why some areas have no level of the year before beside them; empty where all have one."""
    if not document.year_before or all(area.mean_before is not None for area in document.areas):
        return ""
    return (
        f"Some areas have no level of {document.year_before} here. They were asked about other things then, "
        "or fewer than half of it was rated."
    )


def since_last_year(document: Document, area: DocumentedArea) -> str:
    """What changed in an area: 2 higher, 1 lower, 1 the same; a sentence where nothing can be compared."""
    moved = [indicator.moved for indicator in area.indicators if indicator.moved is not None]
    if not document.year_before or not moved:
        return "Nothing to compare" if document.year_before else "First year"
    counts = {
        "higher": sum(step > 0 for step in moved),
        "lower": sum(step < 0 for step in moved),
        "the same": sum(step == 0 for step in moved),
    }
    counted_words = ", ".join(f"{number} {words}" for words, number in counts.items() if number)
    missing = len(area.indicators) - len(moved)
    return capitalised(counted_words) + (f", {missing} not compared" if missing else "")
