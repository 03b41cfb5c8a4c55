"""The one parser of figures: which numbers and verdicts a passage has, and which a release holds.

It knows nothing of how reports are written: it goes from the findings of a release alone.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from selfeval.english import listed, quoted, whole
from selfeval.findings.comparisons import ItemChange, RoundChange, ScaleChange, ScaleGap, Trend, VoiceGap
from selfeval.findings.estimates import Difference, Estimate, Interval
from selfeval.findings.findings import BY_GROUP, GroupFinding, ItemFinding, RoundFindings, ScaleFinding
from selfeval.findings.group_contrasts import GroupContrast, group_contrasts
from selfeval.questionnaires.audiences import FURTHER
from selfeval.reports.sources import Leaders, PrejudiceLog, Series, Voice
from tests.outputs.passages import Passage

NUMBER = re.compile(r"(?<![\w.’'/,-])(\d{1,3}(?:,\d{3})+|\d+)(?![\w’/]|[.,]\d|-\d)")
MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"
NEUTRAL: Sequence[tuple[str, str]] = (
    (rf"\b\d{{1,2}}(?: (?:{MONTHS}))?(?: \d{{4}})? to \d{{1,2}} (?:{MONTHS})(?: \d{{4}})?", "days"),
    (rf"\b\d{{1,2}} (?:{MONTHS})(?: \d{{4}})?", "a day"),
    (r"\b(?:19|20)\d\d(?:/\d\d)?\b", "a year"),
    (r"’\d\d", "a year in short"),
    (r"\baged \d+ to \d+|\bages? \d+ to \d+|pupils-\d+-\d+", "ages"),
    (r"\b[Yy]ears? \d+(?:(?:, | and | to )(?:Year )?\d+)*", "year groups"),
    (r"\b\d\.\d[a-z]?\b", "an indicator, or a level"),
    (r"\bof 4\b|\bfrom 0 to 4\b|\b[0-4] (?:Not started|Starting|Building|Secure|Leading)\b", "levels"),
    (r"\b(?:release|version) \d+|digest [0-9a-f]+|\b[0-9a-f]{8}\b", "what was released"),
    (r"\bcut to \d+–\d+|\bcharts? shows? \d+ to \d+", "the part of the scale that is drawn"),
    (
        r"\b(?:of|out of|Out of|from|to|with|Of|and) 100\b|\b0 to 100\b|\b(?:per|every) 100\b|\b0, the least",
        "the scale",
    ),
    (r"\b(?:fewer|less) than \d+ (?:people|answered)|\bfewer than \d+\b(?! of)", "the threshold, or a bound"),
    (
        r"about 4 in 10|such as\s+“2 of 100”|Where 30 or more|fewer than 30|About 1 in \d+|1 in \d+",
        "examples",
    ),
    (r"\b(?:10|3|5) points\b|\b(?:one|a) point\b|at least 3 points|about \d+ points before", "rules"),
    (r"\bin 10\b|\b(?:fewer than 1|more than 9) in 10\b", "tenths, whose number is looked at"),
    (
        r"\b\d+ sure findings?\b|\b\d+ more findings?\b|^\d+ \| (?:worrying|good)|Page \d+ of \d+",
        "lines, pages",
    ),
    (r"\bdiffer on \d+ indicators?\b|\b\d+ more changes?\b", "how many indicators, or changes"),
    (
        r"\bfewer than \d+ of those\b|\b0(?: Starting)? 25(?: Building)? 50(?: Secure)? 75",
        "a threshold, an axis",
    ),
    (r"\b(?:Not started 0|Starting 25|Building 50|Secure 75|Leading 100)\b", "an axis"),
    (r"\bat least 75 of 100\b|\bmore than 20 of 100\b|\b60 of 100\b", "rules"),
)
"""What is a number and no figure: pattern, and what it is."""
VERDICTS = {
    "improved": "improved",
    "declined": "declined",
    "about the same": "same",
    "cannot tell": "cannot",
    "not compared": "none",
}
WORD = re.compile("|".join(VERDICTS), re.IGNORECASE)
RESTS_ON = "It rests on"
"""Begins what is said of a question beside the change of a score that the heading names."""
QUOTE = re.compile(r"“[^”]*”")


def numbers_in(text: str) -> set[int]:
    """Every figure of a passage, without what only looks like one."""
    for pattern, _ in NEUTRAL:
        text = re.sub(pattern, " ", text)
    return {int(number.replace(",", "")) for number in NUMBER.findall(QUOTE.sub(" ", text))}


def verdicts_in(text: str) -> set[str]:
    """Every verdict of a passage."""
    return {VERDICTS[word.lower()] for word in WORD.findall(QUOTE.sub(" ", text))}


class HeldFigures:
    """What the releases behind a report hold, by what it is about."""

    def __init__(
        self,
        voices: Iterable[Voice],
        changes: Iterable[RoundChange] = (),
        trends: Iterable[Trend] = (),
        gaps: Iterable[VoiceGap] = (),
        series: Iterable[Series] = (),
    ) -> None:
        self.of: dict[str, set[int]] = defaultdict(set)
        """Text of a question or name of a score -> its figures, of all voices."""
        self.groups: dict[str, set[int]] = defaultdict(set)
        self.answered: list[str] = []
        """How many of a further voice answered, which is said of an area that it was not asked about, too."""
        self.anywhere: set[int] = set()
        self.verdicts: dict[str, set[str]] = defaultdict(set)
        self.sides: set[str] = set()
        """Whether any group is clearly lower, or higher."""
        voices = tuple(voices)
        for voice in voices:
            self._voice(voice)
        by_key = {voice.key: voice for voice in voices}
        for change in changes:
            if change.questionnaire in by_key:
                self._change(by_key[change.questionnaire], change)
        for trend in trends:
            for voice in voices:
                figures = set(_of_trend(trend))
                self.of[voice.name_of_scale(trend.scale)] |= figures
        for gap in gaps:
            for voice in voices:
                for scale in gap.scales:
                    self.of[voice.name_of_scale(scale.scale)] |= set(_of_gap(scale))
        for figures in self.of.values():
            self.anywhere |= figures
        for one in series:
            self._rounds_before(one)

    def of_the_school(self, leaders: Leaders | None, log: PrejudiceLog | None) -> None:
        """What no survey tells: how much leaders have rated, and what the school has typed of its log."""
        if leaders is not None:
            self.anywhere |= {leaders.rated, leaders.indicators, leaders.left, len(leaders.not_known)}
        if log is not None and log.number is not None:
            self.anywhere |= {log.number, log.roll or 0}
            self.anywhere |= {whole(100 * log.number / log.roll)} if log.roll else set()

    def _rounds_before(self, series: Series) -> None:
        """Who answered in each round, and what they said happened."""
        for n, roll in series.answered:
            self.anywhere |= {n or 0, roll or 0}
        for events in series.events:
            for item in events.values():
                if item.item in series.voice.words.items:
                    self.of[_text(series.voice, item.item)] |= set(_of_item(item))

    def _voice(self, voice: Voice) -> None:
        found = voice.findings
        self.anywhere |= set(_of_people(found))
        people = {found.n or 0, found.roll or 0}
        if voice.voice in FURTHER:
            self.answered.append(f"{voice.name}: {found.n:,} of {found.roll:,} answered")
        for item in found.items:
            self.of[_text(voice, item.item)] |= {
                *_of_item(item),
                *_sums(voice, item),
                *people,
            }
            area = voice.definition.item(item.item).area
            if item.happened is not None and area:  # told without its question: "someone here was unkind"
                self.of[voice.name_of_scale(area)] |= set(_of_estimate(item.happened))
        for scale in found.scales:
            name = voice.name_of_scale(scale.scale)
            self.of[name] |= {*_of_scale(scale), *people, len(scale.items)}
            for contrast in group_contrasts(found, scale.scale):
                self.of[name] |= set(_of_contrast(contrast))
                of_group = (_label(voice, contrast.by, part) for part in _parts(found, contrast))
                self.groups[listed(list(of_group))] |= set(_of_contrast(contrast))
                if contrast.sure:
                    self.sides |= {"lower" if contrast.difference < 0 else "higher"}
                    self.sides |= {"lower", "higher"} if contrast.of_two else set()
        for breakdown in found.breakdowns:
            for group in breakdown.groups:
                self._group(voice, breakdown.by, group)
        if found.careless is not None:
            careless = found.careless
            shares = (careless.share, careless.straight, careless.contrary)
            self.anywhere |= {whole(share) for share in shares if share is not None}
            for scale in careless.without:
                self.of[voice.name_of_scale(scale.scale)] |= set(_of_scale(scale))

    def _group(self, voice: Voice, by: str, group: GroupFinding) -> None:
        """A group by its name, where a row or a chart begins with it."""
        name = listed([_label(voice, by, part) for part in group.parts])
        figures = {group.n or 0, group.roll or 0}
        everyone = {scale.scale: scale.mean for scale in voice.findings.scales}
        for scale in group.scales:
            mean = everyone.get(scale.scale)
            figures |= set(_of_scale(scale)) | set(_of_estimate(mean))
            if mean is not None and scale.mean is not None:
                figures.add(abs(whole(scale.mean.value) - whole(mean.value)))
            self.of[voice.name_of_scale(scale.scale)] |= set(_of_scale(scale))
            self.sides |= {scale.stands_out} if scale.stands_out else set()
        self.groups[name] |= figures
        self.anywhere |= figures

    def _change(self, voice: Voice, change: RoundChange) -> None:
        scales = [*change.scales, *(scale for group in change.groups for scale in group.scales)]
        for scale in scales:
            name = voice.name_of_scale(scale.scale)
            self.of[name] |= set(_of_change(scale))
            self.verdicts[name].add(_verdict(scale))
        for item in change.items:
            if item.item in voice.words.items:
                self.of[_text(voice, item.item)] |= set(_of_item_change(item))

    def faults(self, passage: Passage) -> list[str]:
        """What stands in a passage that no release holds of what it names."""
        named = [name for name in self.of if _names(passage.text, name)]
        groups = [name for name in self.groups if _has_group(passage.text, name)]
        if not named or RESTS_ON in passage.text:
            above = (heading.strip("“”") for heading in passage.below)
            named += [name for name in above if name in self.of][:1]
            if RESTS_ON in passage.text and not any(
                heading.strip("“”") in self.of for heading in passage.below
            ):
                named = []  # a sentence of a PDF by itself: its score stands in the one before
        held = set().union(*(self.of[name] for name in named), *(self.groups[name] for name in groups))
        held = held if named or groups else self.anywhere
        text = passage.text
        for sentence in self.answered:
            text = text.replace(sentence, "")
        strange = sorted(numbers_in(text) - held)
        faults = [f"{passage.where}: {number} in “{passage.text[:300]}”" for number in strange]
        said = verdicts_in(passage.text)
        scores = [name for name in named if name in self.verdicts]
        if said and scores:
            wrong = said - set().union(*(self.verdicts[name] for name in scores)) - {"none"}
            faults += [f"{passage.where}: {word} in “{passage.text[:300]}”" for word in sorted(wrong)]
        for side in ("lower", "higher"):
            if f"clearly {side}" in passage.text and side not in self.sides:
                faults.append(f"{passage.where}: clearly {side} in “{passage.text[:300]}”")
        return faults


def _names(text: str, name: str) -> bool:
    return f"“{name}”" in text or text.startswith(name) or f"| {name} |" in text


def _has_group(text: str, name: str) -> bool:
    """Whether it is a row, or a line of a chart, with figures of a group."""
    return bool(re.search(rf"\b{re.escape(name)}:? (?=\d|about|clearly|like)", text)) or f"| {name} |" in text


def _text(voice: Voice, item: str) -> str:
    """A question as it stands between quotation marks."""
    return quoted(voice.words.items[item].text).strip("“”")


def _label(voice: Voice, by: str, option: str) -> str:
    """What people saw of an answer about themselves; a year group by its own name."""
    if by == BY_GROUP or voice.about is None:
        return option
    item = voice.about.definition.item(by)
    return voice.about.words["en"].options[item.options].get(option, option)


def _parts(found: RoundFindings, contrast: GroupContrast) -> tuple[str, ...]:
    return next(group.parts for group in found.groups(contrast.by) if group.group == contrast.group)


def _of_contrast(contrast: GroupContrast) -> Iterator[int]:
    mean, others = whole(contrast.mean), whole(contrast.others)
    yield from (mean, others, abs(mean - others), contrast.n)


def _of_people(found: RoundFindings) -> Iterator[int]:
    n, roll = found.n, found.roll
    yield from (n or 0, roll or 0, found.spoilt, found.drawn_out, found.late, found.blank or 0)
    if n is not None and roll:
        share = whole(100 * n / roll)
        yield from (roll - n, share, 100 - share, min(max(share, 1), 99))
    yield from Counter(item.hidden for item in found.items).values()
    for breakdown in found.breakdowns:
        for group in breakdown.groups:
            yield from (group.n or 0, group.roll or 0)


def _of_estimate(estimate: Estimate | None) -> Iterator[int]:
    if estimate is not None:
        ends = estimate.interval or Interval(estimate.value, estimate.value)
        yield from map(whole, (estimate.value, ends.low, ends.high))


def _of_scale(scale: ScaleFinding) -> Iterator[int]:
    yield from _of_estimate(scale.mean)
    yield from _of_estimate(scale.weighted)
    if scale.reach is not None:
        yield from (whole(scale.reach.low), whole(scale.reach.high))


def _of_item(item: ItemFinding) -> Iterator[int]:
    yield from _of_estimate(item.favourable)
    yield from _of_estimate(item.happened)
    yield from (item.n or 0, item.met or 0, whole(item.unfavourable or 0))
    yield from (whole(share) for share in (item.shares or {}).values())
    if item.favourable is not None and item.in_steps:
        good, bad = whole(item.favourable.value), whole(item.unfavourable or 0)
        yield from (100 - good - bad, whole(good / 10), whole(bad / 10), whole((100 - good - bad) / 10), 10)
    for estimate in (item.favourable, item.happened):
        if estimate is not None:
            yield whole(estimate.value / 10)


def _sums(voice: Voice, item: ItemFinding) -> Iterator[int]:
    """Answers put together from either end, as the released shares add up."""
    options = voice.definition.options_of(voice.definition.item(item.item)).options
    ordered = sorted(options, key=lambda option: option.points)
    shares = [whole((item.shares or {}).get(option.id, 0.0)) for option in ordered]
    for end in range(1, len(shares)):
        yield from (sum(shares[:end]), sum(shares[end:]))


def _of_difference(difference: Difference | None) -> Iterator[int]:
    if difference is not None:
        ends = difference.interval or Interval(difference.value, difference.value)
        yield from (whole(abs(value)) for value in (difference.value, ends.low, ends.high))


def _of_change(scale: ScaleChange) -> Iterator[int]:
    """A change is what a reader finds who takes one of its two figures from the other."""
    difference = scale.difference
    if difference is not None and scale.before is not None and scale.after is not None:
        difference = replace(difference, value=whole(scale.after) - whole(scale.before))
    yield from _of_difference(difference)
    yield from (whole(value) for value in (scale.before, scale.after) if value is not None)
    if scale.rests_on is not None:
        yield from _of_difference(scale.rests_on.without)


def _of_item_change(item: ItemChange) -> Iterator[int]:
    yield from _of_difference(item.difference)
    yield from map(whole, item.favourable or ())


def _of_trend(trend: Trend) -> Iterator[int]:
    for point in trend.points:
        yield from _of_estimate(point.mean)
    yield from _of_difference(trend.first_to_last)
    yield from _of_difference(trend.slope.over if trend.slope else None)


def _of_gap(gap: ScaleGap) -> Iterator[int]:
    yield from (len(gap.pairs), *(whole(mean) for mean in (gap.pupils, gap.staff) if mean is not None))
    yield from _of_difference(gap.difference)


def _verdict(scale: ScaleChange) -> str:
    """The word that a release's label stands for."""
    if scale.hidden:
        return "none"
    if scale.label in ("improved", "declined"):
        return scale.label
    return "same" if scale.label == "unclear" and scale.shade in ("same", "small") else "cannot"
