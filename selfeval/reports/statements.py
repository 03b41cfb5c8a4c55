"""Single questions as sentences: how people answered each, and which stand out. Never a label."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from selfeval.english import capitalised, quoted, whole
from selfeval.findings.estimates import Estimate
from selfeval.findings.findings import ItemFinding
from selfeval.questionnaires.model import Item, OptionSet, Words
from selfeval.reports.wording import (
    Deed,
    VoiceName,
    bounds,
    deed,
    hidden,
    share_in_tenths,
    share_in_words,
    sureness,
)

MOST_SHOWN = 3
STRENGTH_ABOVE = 50
CONCERN_BELOW = 75
ABOUT_SCHOOL = ("experience", "outcome")


@dataclass(frozen=True)
class AnswerShare:
    """One answer's part of a bar, in whole per cent."""

    label: str
    per_cent: int
    favourable: bool


@dataclass(frozen=True)
class Statement:
    """One question as people answered it."""

    item: str
    voice: VoiceName
    who: str
    quote: str
    area: str | None
    about_school: bool
    deed: Deed
    reversed: bool
    favourable: Estimate | None
    shares: tuple[AnswerShare, ...] = ()
    """Least favourable first; empty where they may not be shown."""
    n: int | None = None
    everyone: str = ""
    """Who the interval is about."""
    hidden: str = ""
    """Why nothing, or not everything, is shown."""
    in_steps: bool = False
    """Of fewer than thirty answers: its shares are those who agree, who disagree, and who do neither."""

    @property
    def bounded(self) -> bool:
        """Only "more than 95" or "fewer than 5" may be said."""
        return self.favourable is not None and not self.shares

    @property
    def figure(self) -> str:
        """44 of 100 agreed"""
        if self.favourable is None:
            return "not shown"
        value = whole(self.favourable.value)
        if self.bounded:
            return f"{'more' if value > 50 else 'fewer'} than {value} of 100 {self.deed.then}"
        return f"{self._many(value)} {self.deed.then}"

    @property
    def people(self) -> str:
        """How many answered: 112; about 15, where it is told in fives"""
        return "" if self.n is None else f"about {self.n}" if self.in_steps else str(self.n)

    def _many(self, per_cent: int) -> str:
        """44 of 100; about 4 in 10, hardly any"""
        if self.in_steps:
            return share_in_tenths(per_cent) if per_cent else "hardly any"
        return f"{per_cent} of 100"

    @property
    def sure(self) -> str:
        """among all pupils, very likely between 41 and 47"""
        if self.favourable is None or self.bounded:
            return ""
        return sureness(self.favourable, self.everyone)

    @property
    def sentence(self) -> str:
        """44 of 100 agreed; among all pupils, very likely between 41 and 47."""
        return capitalised(f"{self.figure}; {self.sure}." if self.sure else f"{self.figure}.")

    @property
    def side(self) -> str:
        """Said only where the answers leave open which side of half the whole roll is on."""
        if self.favourable is None or self.bounded or self.favourable.interval is None:
            return ""
        low, high = bounds(self.favourable)
        return "It may be more or less than half." if low <= 50 <= high and high - low > 10 else ""

    @property
    def turned(self) -> str:
        """For a reversed item: which side is the good one, and how many gave the other."""
        if not self.reversed:
            return ""
        others = f"; {self._many(self.against)} {self.deed.against[1]}" if self.shares else ""
        return f"Here, {self.deed.doing} is the good answer{others}."

    @property
    def against(self) -> int:
        """Per cent who answered unfavourably: as many options from the other end of the answers."""
        return sum(share.per_cent for share in self.shares[: sum(share.favourable for share in self.shares)])

    @property
    def how_many(self) -> str:
        """most, more than half, about half …; almost all and hardly any where no more may be said"""
        if self.favourable is None:
            return ""
        if self.bounded:
            return "almost all" if whole(self.favourable.value) > 50 else "hardly any"
        return share_in_words(self.favourable)

    @property
    def troubling(self) -> bool:
        """A reversed item that surely fewer than half, and fewer than the others, answered favourably."""
        if self.favourable is None or not self.reversed or self.how_many != "fewer than half":
            return False
        return self.against > whole(self.favourable.value)

    @property
    def brief(self) -> str:
        """79 of 100 pupils agree with “Someone helps me”

        What troubles is told by those who agreed with it; beside those who disagreed stands how many agreed.
        """
        if self.troubling:
            return f"{self._many(self.against)} {self.who} {self.deed.against[2]} {self.quote}"
        turned = f" ({self._others})" if self._others else ""
        return f"{self._share} {self.who} {self.deed.before_quote} {self.quote}{turned}"

    @property
    def _others(self) -> str:
        """30 of 100 agree: said beside how many disagree, which alone has to be read twice."""
        if not self.reversed or not self.shares:
            return ""
        return f"{self._many(self.against)} {self.deed.against[0]}"

    @property
    def _share(self) -> str:
        """79 of 100, as everywhere; about 8 in 10 in steps; more than 95 of 100 where no more may be said"""
        return self.figure.removesuffix(f" {self.deed.then}")

    def claim(self, who: str = "") -> str:
        """most pupils agree with “Someone helps me” (76 of 100; among all pupils, very likely …)

        What troubles is told by those who agreed with it: "fewer than half disagree" has to be read twice.
        """
        if self.favourable is not None and self.troubling:
            good, bad = whole(self.favourable.value), self.deed.against[2]
            only = self._many(good) if self.in_steps else good
            beside = f"and only {only} {self.deed.now} ({self.sure})"
            return f"{self._many(self.against)} {bad} {self.quote}, {beside}"
        many = self.how_many
        if who:
            many += f" {who}" if many in ("most", "almost all", "hardly any") else f" of {who}"
        share = self.figure.removesuffix(f" {self.deed.then}")
        beside = "; ".join(filter(None, (share, self._others, self.sure)))
        return f"{many} {self.deed.before_quote} {self.quote} ({beside})"


def strengths(all_of_them: Sequence[Statement]) -> tuple[Statement, ...]:
    """The three highest that surely more than half answered favourably."""
    sure = [
        one
        for one in all_of_them
        if one.about_school and one.favourable and bounds(one.favourable)[0] > STRENGTH_ABOVE
    ]
    return tuple(sorted(sure, key=_favourable, reverse=True)[:MOST_SHOWN])


def concerns(all_of_them: Sequence[Statement]) -> tuple[Statement, ...]:
    """The three lowest that fewer than three in four answered favourably, and that are no strength."""
    strong = {one.item for one in strengths(all_of_them)}
    low = [
        one
        for one in all_of_them
        if one.about_school
        and one.favourable
        and one.item not in strong
        and whole(one.favourable.value) < CONCERN_BELOW
    ]
    return tuple(sorted(low, key=_favourable)[:MOST_SHOWN])


def _favourable(statement: Statement) -> float:
    return statement.favourable.value if statement.favourable else 0.0


def statement(
    item: Item,
    options: OptionSet,
    words: Words,
    finding: ItemFinding,
    *,
    voice: VoiceName,
    who: str,
    everyone: str,
    threshold: int,
) -> Statement:
    """What is said of one question. `who`, `everyone`: of the voice that answered it."""
    return Statement(
        item=item.id,
        voice=voice,
        who=who,
        quote=quoted(words.items[item.id].text),
        area=item.area,
        about_school=item.kind in ABOUT_SCHOOL,
        deed=deed(item, options),
        reversed=item.reversed,
        favourable=finding.favourable,
        shares=_shares(item, options, words.options[options.id], finding),
        n=finding.n,
        everyone=everyone,
        hidden=hidden([finding.hidden], threshold) if finding.hidden else "",
        in_steps=finding.in_steps,
    )


def _shares(
    item: Item, options: OptionSet, labels: Mapping[str, str], finding: ItemFinding
) -> tuple[AnswerShare, ...]:
    """Least favourable answer first, whichever way the item is worded."""
    if finding.shares is None and finding.unfavourable is None:
        return ()
    turn = -1 if item.reversed else 1
    ordered = sorted(options.options, key=lambda option: turn * option.points)
    line = options.favourable_from
    if line is not None and item.reversed:
        line = options.lowest + options.highest - line
    if finding.shares is None:
        good = [option.id for option in ordered if line is not None and turn * option.points >= turn * line]
        return _both_ends([option.id for option in ordered], len(good), labels, finding)
    return tuple(
        AnswerShare(
            label=labels[option.id],
            per_cent=whole(finding.shares.get(option.id, 0.0)),
            favourable=line is not None and turn * option.points >= turn * line,
        )
        for option in ordered
    )


def _both_ends(
    ordered: Sequence[str], good: int, labels: Mapping[str, str], finding: ItemFinding
) -> tuple[AnswerShare, ...]:
    """Both parts by their mildest answers, and what lies between: all that is told in steps."""
    liked = whole(finding.favourable.value) if finding.favourable else 0
    disliked = whole(finding.unfavourable or 0)
    poor = min(good, len(ordered) - good)
    between = ordered[poor : len(ordered) - good]
    parts = [AnswerShare(labels[ordered[poor - 1]], disliked, False)]
    if between:
        label = labels[between[0]] if len(between) == 1 else "In between"
        parts.append(AnswerShare(label, 100 - liked - disliked, False))
    return (*parts, AnswerShare(labels[ordered[len(ordered) - good]], liked, True))
