"""A correction beside the release history of its round: what may still be published."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import combinations

from selfeval.findings.findings import BY_GROUP, Careless, RoundFindings
from selfeval.scoring.disclosure_control.differencing import MINIMUM, Leak
from selfeval.scoring.disclosure_control.differencing_check import DifferencingCheck, Leaks
from selfeval.scoring.disclosure_control.microdata import HEADCOUNT, Microdata, item_of
from selfeval.scoring.disclosure_control.publication import publish
from selfeval.scoring.disclosure_control.suppression import Blocks, SuppressionPattern

ALONE = "These figures would show what fewer than {threshold} people answered, whatever is left out."
REFUSED = (
    "Beside the figures that were released before, these would show what fewer than {threshold} people "
    "answered, whatever is left out. "
)
STAYS = "Nothing was released, and the figures from before stay as they are."


@dataclass(frozen=True)
class EarlierRelease:
    """An earlier release of a round, and the round as it was counted for it."""

    shown: RoundFindings
    microdata: Microdata


def published_beside(
    full: RoundFindings, now: Microdata, earlier: Sequence[EarlierRelease] = (), threshold: int = MINIMUM
) -> RoundFindings:
    """Findings that may be shown beside every `earlier` release of the round, oldest first.

    `full`: at full precision, of the responses `now`. Leak where nothing is safe.
    """
    try:
        check = DifferencingCheck([(release.shown, release.microdata) for release in earlier], now, threshold)
    except ValueError as unknown:
        raise Leak(f"{unknown} {STAYS}") from None
    if check.moved:
        full = replace(full, cells=())  # girls and boys of a year are weighed only where nobody has moved
    before = [release.shown for release in earlier]
    return _Correction(full, check, threshold, tuple(shown.careless for shown in before)).run(before)


@dataclass(frozen=True)
class _Correction:
    full: RoundFindings
    check: DifferencingCheck
    threshold: int
    careless: tuple[Careless | None, ...]
    """What each earlier release tells of careless answers."""

    def run(self, earlier: Sequence[RoundFindings]) -> RoundFindings:
        patterns = [SuppressionPattern(), *(SuppressionPattern.of(shown) for shown in reversed(earlier))]
        by_itself, leaks = self._tried(patterns[0])
        if by_itself is not None and not leaks:
            return by_itself
        for pattern in patterns[1:]:
            shown, leaks = self._tried(pattern)
            if shown is not None and not leaks:
                return shown
        shown = self._suppressed_until_safe(patterns[min(1, len(patterns) - 1)])
        if not _has_means(shown) and (by_itself is None or _has_means(by_itself)):
            raise self._refused()
        return shown

    def _refused(self) -> Leak:
        return Leak((REFUSED + STAYS if self.check.before else ALONE).format(threshold=self.threshold))

    def _tried(self, pattern: SuppressionPattern) -> tuple[RoundFindings | None, Leaks]:
        """What a pattern shows, and what leaks from it; nothing shown where it leaks by itself."""
        try:
            full = self.full if pattern.crossed else replace(self.full, cells=())
            shown = publish(full, self.threshold, pattern)
        except Leak:
            return None, {HEADCOUNT: 1_000}
        if self.careless and any(careless != shown.careless for careless in self.careless):
            shown = replace(
                shown, careless=None
            )  # beside the share before it says how many of a few there are
        parts = self.check.items_of_small_parts(shown) if self.careless else frozenset()
        if not parts <= pattern.never:
            return self._tried(replace(pattern, never=pattern.never | parts))
        return shown, self.check.leaks(shown)

    def _suppressed_until_safe(self, pattern: SuppressionPattern) -> RoundFindings:
        """Holds back more and more until nothing leaks."""
        shown, leaks = self._tried(pattern)
        while leaks or shown is None:
            options = [
                option for option in self._more_suppression(pattern, shown, leaks) if option != pattern
            ]
            if not options:
                raise self._refused()
            if len(options) == 1:
                pattern = options[0]
            else:
                left = [sum(self._tried(option)[1].values()) for option in options]
                pattern = options[left.index(min(left))]
            shown, leaks = self._tried(pattern)
        return shown

    def _more_suppression(
        self, pattern: SuppressionPattern, shown: RoundFindings | None, leaks: Leaks
    ) -> Iterator[SuppressionPattern]:
        """Patterns that show less, the one that costs least first."""
        if shown is None or HEADCOUNT in leaks:
            yield from self._recoded_further(pattern, shown)
            return
        for bare in (replace(pattern, careless=False), replace(pattern, crossed=False)):
            if bare != pattern and sum(self._tried(bare)[1].values()) < sum(leaks.values()):
                yield bare
                return
        scales = self._scales_touched(frozenset(leaks))
        if not scales <= pattern.whole_only:
            yield replace(pattern, whole_only=pattern.whole_only | scales)
            return
        items = {item for scale in self.full.scales if scale.scale in scales for item in scale.items}
        yield replace(pattern, never=pattern.never | scales | items | frozenset(map(item_of, leaks)))

    def _scales_touched(self, scales_and_items: frozenset[str]) -> frozenset[str]:
        """The scales that are, or share an item with, or ask one of these figures."""
        asked_in = {scale.scale for scale in self.full.scales if scales_and_items.intersection(scale.items)}
        return frozenset().union(
            *(family for family in self.check.families if family & (scales_and_items | asked_in))
        )

    def _recoded_further(
        self, pattern: SuppressionPattern, shown: RoundFindings | None
    ) -> Iterator[SuppressionPattern]:
        """With two groups of a table as one, or one left to the whole; planned groups come last."""
        blocks = dict(pattern.blocks)
        if shown is not None:
            blocks = dict(SuppressionPattern.of(shown).blocks)
        for by, its in sorted(blocks.items(), key=lambda table: table[0] == BY_GROUP):
            pairs = zip(range(len(its)), range(1, len(its)), strict=False)
            for one, other in pairs if by == BY_GROUP else combinations(range(len(its)), 2):
                yield replace(pattern, blocks=blocks | {by: _merged(its, one, other)})
            for at in range(len(its)):
                yield replace(pattern, blocks=blocks | {by: (*its[:at], *its[at + 1 :])})


def _has_means(shown: RoundFindings) -> bool:
    return any(scale.mean for scale in shown.scales)


def _merged(blocks: Blocks, one: int, other: int) -> Blocks:
    both = (*blocks[one], *blocks[other])
    return tuple(both if at == one else block for at, block in enumerate(blocks) if at != other)
