"""Words for what changed: a label, never without the figure and how sure it is in the same sentence."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Literal

from selfeval.english import count_in_words, listed, quoted, whole
from selfeval.findings.comparisons import RestsOn, ScaleChange
from selfeval.findings.estimates import Difference, Interval

Kind = Literal["improved", "declined", "same", "cannot", "none"]
NAMES: dict[Kind, str] = {
    "improved": "Improved",
    "declined": "Declined",
    "same": "About the same",
    "cannot": "Cannot tell",
    "none": "Not compared",
}
OF_PEOPLE: Mapping[Kind, str] = MappingProxyType({"improved": "Higher", "declined": "Lower"})
"""Of what people think themselves: it moves, and nobody is better or worse for it."""
ORDER: tuple[Kind, ...] = ("declined", "improved", "same", "cannot", "none")
"""What is surely bad comes before what is surely good, and what nobody can tell comes last."""
NO_TEXTS: Mapping[str, str] = MappingProxyType({})
SMALLEST = 3.0
"""Points of 100 from which a change matters, unless a school has chosen others."""
TOO_SMALL = "too small to matter"
WHY_NOT = {
    "few": "Too few people answered in one of the two rounds.",
    "complement": "In one of the two rounds it is held back, so that a hidden figure cannot be worked out.",
    "together": "In one of the two rounds so few answered that it could show whose answers are whose.",
    "unanimous": "In one of the two rounds almost everyone answered alike.",
    "before": "One of the two rounds was corrected, and this cannot be worked out again.",
    "not_asked": "It was not asked in {since}.",
    "other_items": "Its questions changed: fewer than three are the same as in {since}.",
    "half": "Its questions changed: fewer than half are the same as in {since}.",
    "alpha": "Its questions changed, and the answers to those that stayed did not go together.",
    "alpha_unknown": "Its questions changed, and too few answered to see if those that stayed go together.",
    "hidden_items": "One of the questions that stayed the same is not shown in one of the two rounds.",
    "revised": "Its questions changed, and groups are not followed across such a change.",
    "reworded": "Its words or its answers changed since {since}.",
    "kept": "Too little is kept of one of the two rounds.",
    "steps": "In one of the two rounds fewer than 30 answered, and then single questions are told in steps.",
    "own": "A score of your own questions is shown for everyone together, and not by group.",
}
"""Reason id -> sentence. None of them may say how many people there are."""


@dataclass(frozen=True)
class ChangeVerdict:
    """What became of one score since an earlier round."""

    kind: Kind
    beside: str = ""
    """up 7; only where the change is beyond chance"""
    resting: str = ""
    """resting on one question: where it hangs on what few of the questions say"""
    range: str = ""
    """4 to 10: where it very likely lies"""
    sentence: str = ""
    """Up 7 points since 2023; very likely up 4 to 10."""
    brief: str = ""
    """improved, up 7 (4 to 10)"""
    size: int = 0
    """Points, rounded; the order of verdicts of one kind."""
    of_people: bool = False
    """Whether it is about what people think themselves, and so no praise and no blame."""
    since: str = ""
    """2025: the round that it is set against, where that is a later one than the page is."""

    @property
    def name(self) -> str:
        return OF_PEOPLE.get(self.kind, NAMES[self.kind]) if self.of_people else NAMES[self.kind]

    @property
    def shade(self) -> Kind:
        """What it looks like: a change in people has the colour of no change."""
        return "same" if self.of_people and self.clear else self.kind

    @property
    def moved(self) -> str:
        """up 7; up 7 since 2025, where the page is set against an earlier round"""
        return " ".join(filter(None, (self.beside, self.since and f"since {self.since}")))

    @property
    def figure(self) -> str:
        """up 7, resting on one question: the small figure, never without what it hangs on"""
        return ", ".join(filter(None, (self.moved, self.resting)))

    @property
    def clear(self) -> bool:
        """Improved or declined."""
        return self.kind in ("improved", "declined")


def verdict_of(
    change: ScaleChange | None, since: str, smallest: float = SMALLEST, texts: Mapping[str, str] = NO_TEXTS
) -> ChangeVerdict:
    """The words for a change. `since`: the earlier round, as autumn 2023 or 2023.

    `smallest`: points of 100 from which a change matters to the school. `texts`: id of an item -> its text.
    """
    if change is None:
        return ChangeVerdict("none", sentence=WHY_NOT["not_asked"].format(since=since))
    if change.hidden:
        sentence = WHY_NOT.get(change.hidden, "It may not be shown.").format(since=since)
        return ChangeVerdict("none", sentence=sentence, brief="not compared")
    difference = change.by_subtraction
    if change.label == "few" or difference is None:
        sentence = f"Too few answers to compare with {since}."
        return ChangeVerdict("cannot", sentence=sentence, brief="cannot tell: too few answers")
    if change.label in ("improved", "declined"):
        clear = _clear("improved" if change.label == "improved" else "declined", difference, since)
        return _resting(clear, change.rests_on, texts) if change.rests_on else clear
    if change.shade == "unsure":
        sentence = f"It may have {_may_have(difference, f'since {since}')}."
        return ChangeVerdict(
            "cannot",
            sentence=sentence,
            brief=f"cannot tell: {_anything(difference)}",
            size=_size(difference),
        )
    return _same(difference, since, smallest, beyond=change.shade == "small")


def verdict_since(verdict: ChangeVerdict, since: str) -> ChangeVerdict:
    """The same where the page is set against an earlier round: each short form says since when."""
    return replace(verdict, since=since, brief=f"{verdict.brief or verdict.name.lower()} since {since}")


def verdict_on_people(verdict: ChangeVerdict) -> ChangeVerdict:
    """The same change without a judgement: higher, lower."""
    worded = replace(verdict, of_people=True)
    brief = verdict.brief.replace(verdict.name.lower(), worded.name.lower(), 1)
    return replace(worded, brief=brief)


def _clear(kind: Kind, difference: Difference, since: str) -> ChangeVerdict:
    beside = moved(difference)
    sure = "" if difference.interval is None else f"; very likely {_anything(difference)}"
    likely = "" if difference.interval is None else range_of(difference.interval)
    return ChangeVerdict(
        kind,
        beside=beside,
        range=likely,
        sentence=f"{points(difference)} since {since}{sure}.",
        brief=f"{NAMES[kind].lower()}, {beside}{f' ({likely})' if likely else ''}",
        size=_size(difference),
    )


def _resting(verdict: ChangeVerdict, rests_on: RestsOn, texts: Mapping[str, str]) -> ChangeVerdict:
    """The same where it hangs on what people alike in the rest answered differently than before."""
    them, many = rests_on.items, count_in_words(len(rests_on.items), "question")
    named = listed([quoted(texts[item]) for item in them if item in texts])
    it, asked = ("it", "Was it") if len(them) == 1 else ("them", "Were they")
    return replace(
        verdict,
        resting=f"resting on {many}",
        range=f"{verdict.range}; it rests on {many}" if verdict.range else f"it rests on {many}",
        sentence=(
            f"{verdict.sentence} It rests on {many}{f', {named}' if named else ''}: without {it}, "
            f"{moved(rests_on.without)}. {asked} asked in the same words, and understood alike?"
        ),
        brief=f"{verdict.brief}, resting on {many}",
    )


def _same(difference: Difference, since: str, smallest: float, *, beyond: bool) -> ChangeVerdict:
    """Too small to matter is said only where all that it very likely is would not matter."""
    ends = difference.interval or Interval(difference.value, difference.value)
    matters = max(-whole(ends.low), whole(ends.high)) > smallest
    around = "" if difference.interval is None else f" (very likely {_anything(difference)})"
    if beyond:
        size = "small" if matters else TOO_SMALL
        sentence = f"{points(difference)} since {since}: beyond chance, but {size}{around}."
    elif matters:
        start = (
            f"{points(difference)} since {since}" if _size(difference) else f"The same score as in {since}"
        )
        sentence = f"{start}; any real change is likely to be small{around}."
    elif _size(difference):
        sentence = f"{points(difference)} since {since}, and {TOO_SMALL}{around}."
    else:
        sentence = f"The same score as in {since}; any real change is {TOO_SMALL}{around}."
    return ChangeVerdict("same", sentence=sentence, brief="about the same", size=_size(difference))


def moved(difference: Difference) -> str:
    """up 7, down 5, no change"""
    size = _size(difference)
    if size == 0:
        return "no change"
    return f"{'up' if difference.value > 0 else 'down'} {size}"


def points(difference: Difference) -> str:
    """Up 7 points, Down 1 point"""
    size = _size(difference)
    if size == 0:
        return "No change"
    return f"{'Up' if difference.value > 0 else 'Down'} {size} point{'' if size == 1 else 's'}"


def range_of(interval: Interval) -> str:
    """4 to 10 where both ends lie on one side; down 1 to up 3 where they do not"""
    low, high = interval.low, interval.high
    if low >= 0:
        return f"{whole(low)} to {whole(high)}"
    if high <= 0:
        return f"{whole(-high)} to {whole(-low)}"
    return f"{_end(low)} to {_end(high)}"


def _anything(difference: Difference) -> str:
    """up 4 to 10; down 1 to up 3; no change to up 6; the smaller of two falls first"""
    if difference.interval is None:
        return moved(difference)
    near, far = _near_and_far(difference.interval)
    if whole(abs(near)) and whole(abs(far)) and (near > 0) == (far > 0):
        return f"{_end(near)} to {whole(abs(far))}"
    return f"{_end(near)} to {_end(far)}"


def _may_have(difference: Difference, since: str) -> str:
    """fallen by up to 4 points or risen by up to 10 since 2023; stayed the same or risen by …"""
    if difference.interval is None:
        return f"changed {since}"
    near, far = _near_and_far(difference.interval)
    least, most = whole(abs(near)), whole(abs(far))
    went = "risen" if far > 0 else "fallen"
    if not most:
        return f"stayed the same {since}"
    if not least:
        return f"stayed the same or {went} by up to {most} points {since}"
    if (near > 0) == (far > 0):
        return f"{went} by {least} to {most} points {since}, or not at all"
    down, up = whole(-min(near, far)), whole(max(near, far))
    return f"fallen by up to {down} points or risen by up to {up} {since}"


def _near_and_far(interval: Interval) -> tuple[float, float]:
    """Its ends: of two falls the smaller one first."""
    low, high = interval.low, interval.high
    return (high, low) if high <= 0 or (whole(abs(high)) == 0 and low < 0) else (low, high)


def _end(value: float) -> str:
    """up 6, down 4, no change"""
    size = whole(abs(value))
    if size == 0:
        return "no change"
    return f"{'up' if value > 0 else 'down'} {size}"


def _size(difference: Difference) -> int:
    return whole(abs(difference.value))
