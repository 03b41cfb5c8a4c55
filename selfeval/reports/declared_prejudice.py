"""What people say happened, as shares without points, beside the number that the school's log holds.

The one place where these sentences are written: the page, the print and the files take them from here. The
figures are never set against each other, and say nothing of whether the school does well.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from selfeval.english import capitalised, count_of, full_day, quoted, whole
from selfeval.findings.estimates import Estimate
from selfeval.findings.findings import ItemFinding
from selfeval.reports.sources import PrejudiceLog, Series, Sources, Voice
from selfeval.reports.wording import VoiceName, bounds, hidden, share_in_tenths, span

COMMON = 20
"""Per cent to whom something bad was surely done from which on it is a key finding."""
TOO_WIDE = 40
"""Per cent that a range of few answers spans from which on it tells nothing of everyone."""
CANNOT_TELL = "cannot tell"
TOO_FEW_FOR_ALL = "Too few answered to tell how many of all do."
WORTH_SAYING = 10
"""Per cent of those who met it who do not know what came of it, from which on that is said."""
DIFFERENT_THINGS = (
    "These count different things: many may see one incident. If as many pupils as before say that it "
    "happened to them, and the number in the log rises, more is being reported."
)
NOT_KNOWN = "No share is told: nothing says which of its answers means that it did not happen."
REST = "More of this is in the report."
NO_CLAIM = (
    "Earlier figures stand beside the new ones. The answers to one question go up and down by chance, so "
    "nothing is said here about whether they changed."
)


class Saying(NamedTuple):
    """What those say who say that it happened, and of whom it is a share."""

    says: str
    of: str = ""
    """Those to whom it applies, where it is asked what came of it."""


SAYINGS = {
    "happened": Saying("say that someone here was unkind about who they are"),
    "seen": Saying("say that they saw or heard it happen to someone else"),
    "adult_knew": Saying("say that an adult here got to know", "those who met or saw it"),
    "cost": Saying("say that they missed something here because of money"),
    "heard": Saying("say that they have heard prejudice here"),
    "recorded": Saying("say that the last one was recorded", "those who heard some"),
    "worse": Saying("say that in the past year they were treated worse here for who they are"),
    "told": Saying("say that they told someone who could act", "those who were treated worse"),
}
"""Last part of the id of a question -> what is said of it, in the order in which it is said."""
ORDER = list(SAYINGS)
TIMES: Mapping[VoiceName, str] = {
    "pupils": "Pupils were asked about the time since September.",
    "staff": "Staff were asked about the time since September.",
}
"""Of what time our questions ask."""
MONEY = "cost"
TO_ONESELF = ("happened", "worse")
OURS = ("ks2", "ks3", "staff")
"""How the ids of the questions begin that come with the product."""


class EarlierShare(NamedTuple):
    """The same share in a round before."""

    round_: str
    """2025"""
    figure: str
    """14 (11 to 18)"""


@dataclass(frozen=True)
class EventShare:
    """One question about what happened, as it was answered."""

    item: str
    quote: str
    claim: str
    """How many say so, how sure it is first; or why that is not shown."""
    more: str
    """What is said after it; empty where that is all."""
    figure: str
    """12; fewer than 5; not shown"""
    span: str
    """9 to 16; empty where there is none"""
    people: int | None
    """How many it is about; None where nothing is shown."""
    in_steps: bool = False
    """Whether that number is in fives, and the share in tenths or fifths."""
    before: tuple[EarlierShare, ...] = ()

    @property
    def sentence(self) -> str:
        return f"{self.claim} {self.more}".rstrip()


@dataclass(frozen=True)
class VoiceEvents:
    """What one set of people says happened."""

    key: str
    voice: VoiceName
    name: str
    shares: tuple[EventShare, ...]

    @property
    def has_earlier(self) -> bool:
        """Whether a round before asked one of the same questions."""
        return any(share.before for share in self.shares)


@dataclass(frozen=True)
class DeclaredPrejudice:
    """The whole section."""

    voices: tuple[VoiceEvents, ...]
    log: PrejudiceLog | None = None
    """None for readers outside the school, and where no pupils were asked."""
    logged: str = ""
    """What is in the school's log, in a sentence."""
    about_both: str = ""
    """Said where the log stands beside what pupils say."""
    no_claim: str = ""
    """Said where there are earlier rounds."""
    times: str = ""
    """Of what time people speak."""

    def of(self, voice: VoiceName) -> tuple[VoiceEvents, ...]:
        return tuple(one for one in self.voices if one.voice == voice)


def declared_prejudice(sources: Sources) -> DeclaredPrejudice | None:
    """What is said of a year; None where nobody was asked what happened."""
    series = {one.key: one for one in sources.series}
    voices = tuple(
        VoiceEvents(voice.key, voice.voice, voice.name, shares)
        for voice in sources.voices
        if (shares := tuple(_shares(voice, series.get(voice.key))))
    )
    if not voices:
        return None
    log = sources.log if any(voice.voice == "pupils" for voice in voices) else None
    return DeclaredPrejudice(
        voices,
        log,
        logged_in_words(log) if log else "",
        DIFFERENT_THINGS if log and log.number is not None else "",
        NO_CLAIM if any(voice.has_earlier for voice in voices) else "",
        _times(voices),
    )


def _times(voices: Sequence[VoiceEvents]) -> str:
    asked = {voice.voice for voice in voices if any(_name(share.item) for share in voice.shares)}
    return " ".join(sentence for voice, sentence in TIMES.items() if voice in asked)


def in_short(declared: DeclaredPrejudice) -> tuple[tuple[str, ...], ...]:
    """The section in a few lines, for paper, in three lengths, the longest first; nothing if there is none.

    The second says of each question only how many of all very likely say so, the third that of one question
    of each voice.
    """
    shown = {voice.key: shares for voice in declared.voices if (shares := _on_paper(voice))}
    rest = REST if any(len(shares) > 1 for shares in shown.values()) else ""
    forms = (
        _lines(declared, {key: [share.sentence for share in shares] for key, shares in shown.items()}),
        _lines(declared, {key: [share.claim for share in shares] for key, shares in shown.items()}),
        _lines(declared, {key: [shares[0].claim] for key, shares in shown.items()}, rest),
    )
    return forms if forms[0] else ()


def _lines(
    declared: DeclaredPrejudice, sentences: Mapping[str, Sequence[str]], rest: str = ""
) -> tuple[str, ...]:
    """What pupils say, the log, what grown-ups say."""
    pupils, adults = (
        [
            " ".join(sentences[voice.key])
            for voice in declared.voices
            if (voice.voice == "pupils") is of_pupils and voice.key in sentences
        ]
        for of_pupils in (True, False)
    )
    times = " ".join(filter(None, (declared.times, rest))) if sentences else ""
    log = " ".join(filter(None, (declared.logged, declared.about_both)))
    return tuple(filter(None, (times, *pupils, log, *adults)))


def _on_paper(voice: VoiceEvents) -> list[EventShare]:
    """What is shown, without what is asked about money: that has nothing to do with the log."""
    return [share for share in voice.shares if share.people is not None and _name(share.item) != MONEY]


def logged_in_words(log: PrejudiceLog) -> str:
    """31 prejudice incidents are in the school's log from … to …: 3 for every 100 pupils on roll."""
    days = f"from {full_day(log.since)} to {full_day(log.until)}"
    if log.number is None:
        return f"How many prejudice incidents are in the school’s log {days} is not typed yet."
    if log.number == 0:
        return f"No prejudice incident is in the school’s log {days}."
    many = count_of(log.number, "prejudice incident is", "prejudice incidents are")
    return f"{many} in the school’s log {days}{_for_every_100(log.number, log.roll)}."


def _for_every_100(number: int, roll: int | None) -> str:
    if not roll:
        return ""
    rate = 100 * number / roll
    many = str(whole(rate)) if rate >= 1 else "fewer than one"
    return f": {many} for every 100 pupils who could have answered"


def events_met(voice: Voice) -> Iterator[tuple[str, str, float]]:
    """What was done to people themselves: id of the question, how many surely say so, the least per cent."""
    for finding in voice.findings.items:
        share = finding.happened
        if _name(finding.item) in TO_ONESELF and share is not None and finding.hidden is None:
            claim, _ = _sentences(voice, finding)
            yield finding.item, capitalised(claim), bounds(share)[0]


def _shares(voice: Voice, series: Series | None) -> Iterator[EventShare]:
    events = [item.id for item in voice.definition.items if item.kind == "event"]
    for item_id in sorted(events, key=_place):
        finding = voice.item(item_id)
        says = voice.definition.says_what_happened(voice.definition.item(item_id))
        if finding is not None and not says:  # an older release may hold a share of everybody
            finding = replace(finding, happened=None, met=None)
        if finding is not None:
            claim, more = _sentences(voice, finding)
            yield EventShare(
                item=item_id,
                quote=quoted(voice.words.items[item_id].text),
                claim=capitalised(claim),
                more=more,
                figure=_figure(finding),
                span=_span(finding),
                people=None if finding.happened is None else finding.people,
                in_steps=finding.in_steps,
                before=tuple(_before(item_id, series)) if says else (),
            )


def _place(item_id: str) -> int:
    name = _name(item_id)
    return ORDER.index(name) if name in SAYINGS else len(ORDER)


def _name(item_id: str) -> str:
    """The key of a question of ours in SAYINGS; of others none, whatever they are called."""
    voice, _, rest = item_id.partition(".")
    return rest.rpartition(".")[2] if voice in OURS else ""


def _before(item_id: str, series: Series | None) -> Iterator[EarlierShare]:
    """Rounds before in which the very same question was asked: an id never changes its meaning."""
    if series is None:
        return
    for name, events in zip(series.names[:-1], series.events[:-1], strict=False):
        if item_id in events:
            figure, around = _figure(events[item_id]), _span(events[item_id])
            yield EarlierShare(name, f"{figure} ({around})" if around else figure)


def _sentences(voice: Voice, finding: ItemFinding) -> tuple[str, str]:
    """Very likely between 9 and 16 of 100 pupils say that …; of those who answered, 12 of 100 do."""
    text = quoted(voice.words.items[finding.item].text)
    saying = SAYINGS.get(_name(finding.item), Saying(f"say that it did, asked {text}"))
    whose = f"of {saying.of}, " if saying.of else ""
    who = "" if saying.of else f" {voice.who}"
    share = finding.happened
    if share is None and not voice.definition.says_what_happened(voice.definition.item(finding.item)):
        return f"{text} {NOT_KNOWN}", ""
    if share is None:
        return f"{text} {_why_not(saying, finding, voice.released.threshold)}", ""
    if finding.hidden is not None:
        return f"{whose}{_figure(finding)} of 100{who} {saying.says}.", ""
    lost = _do_not_know(finding)
    if share.interval is None:
        everyone = "Everyone answered." if share.everyone else ""
        more = " ".join(filter(None, (everyone, f"{lost} of 100 do not know." if lost else "")))
        return f"{whose}{_many(finding, share)}{who} {saying.says}.", more
    answered = f"Of those who answered, {_many(finding, share)} do"
    unknown = f", and {lost} do not know" if lost else ""
    likely = _likely(share)
    if not likely:
        of_them = f"of {saying.of}" if saying.of else f"of the {voice.who} who answered"
        claim = f"{of_them}, {_many(finding, share)} {saying.says}{unknown}"
        return f"{claim}. {TOO_FEW_FOR_ALL}", ""
    return f"{whose}{likely} of 100{who} {saying.says}.", f"{answered}{unknown}."


def _likely(share: Estimate) -> str:
    """very likely between 9 and 16; at most 20, at least 80 where it reaches an end; empty: cannot tell.

    Of few answers a range can be so wide that both its ends are no news.
    """
    low, high = map(whole, bounds(share))
    if high - low >= TOO_WIDE and low <= COMMON:
        return ""
    if high >= 100:
        return f"very likely at least {low}"
    if low <= 0:
        return f"very likely at most {high}"
    return f"very likely between {low} and {high}"


def _do_not_know(finding: ItemFinding) -> int | None:
    """Per cent of those who met it who do not know what came of it, where they are many."""
    if not finding.met:
        return None
    per_cent = whole(100 * finding.apart.get("dont_know", 0) / finding.met)
    return per_cent if per_cent >= WORTH_SAYING else None


def _why_not(saying: Saying, finding: ItemFinding, threshold: int) -> str:
    """Why the share of one question is not shown."""
    if saying.of and finding.hidden in ("few", None):
        return f"Not shown: fewer than {threshold} of {saying.of} answered."
    return f"Not shown. {hidden([finding.hidden or 'few'], threshold)}"


def _figure(finding: ItemFinding) -> str:
    """12; fewer than 5; not shown"""
    if finding.happened is None:
        return "not shown"
    value = whole(finding.happened.value)
    if finding.hidden is None:
        return share_in_tenths(value) if finding.in_steps else str(value)
    return f"{'more' if value > 50 else 'fewer'} than {value}"


def _many(finding: ItemFinding, share: Estimate) -> str:
    """12 of 100; about 2 in 10"""
    return share_in_tenths(whole(share.value)) if finding.in_steps else f"{whole(share.value)} of 100"


def _span(finding: ItemFinding) -> str:
    """9 to 16; empty where nothing of everyone can be told"""
    share = finding.happened
    if share is None or finding.hidden is not None:
        return ""
    if share.interval is not None and not _likely(share):
        return CANNOT_TELL
    return span(share)
