"""A correction beside the release history of its round: what may still be published."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import combinations

from selfeval.findings.findings import BY_GROUP, RoundFindings
from selfeval.scoring.disclosure_control.differencing import MINIMUM, Leak
from selfeval.scoring.disclosure_control.microdata import HEADCOUNT, DifferencingCheck, Leaks, Microdata
from selfeval.scoring.disclosure_control.publication import publish
from selfeval.scoring.disclosure_control.suppression import Blocks, SuppressionPattern

ALONE = "These figures would tell what fewer than {threshold} people answered, whatever is left out."
REFUSED = (
    "Beside the figures that were released before, these would tell what fewer than {threshold} people "
    "answered, whatever is left out. "
)
STAYS = "Nothing was released, and the figures from before stay as they are."


@dataclass(frozen=True)
class EarlierRelease:
    """An earlier release of a round, and the round as it was counted for it."""

    shown: RoundFindings
    counting: Microdata


def published_beside(
    full: RoundFindings, now: Microdata, told: Sequence[EarlierRelease] = (), threshold: int = MINIMUM
) -> RoundFindings:
    """Findings that may be shown beside everything `told` of the round, oldest first.

    `full`: at full precision, of the responses `now`. Leak where nothing is safe.
    """
    try:
        ledger = DifferencingCheck([(each.shown, each.counting) for each in told], now, threshold)
    except ValueError as unknown:
        raise Leak(f"{unknown} {STAYS}") from None
    if ledger.moved:
        full = replace(full, cells=())  # girls and boys of a year are weighed only where nobody has moved
    return _Correction(full, ledger, threshold).run([each.shown for each in told])


@dataclass(frozen=True)
class _Correction:
    full: RoundFindings
    ledger: DifferencingCheck
    threshold: int

    def run(self, told: Sequence[RoundFindings]) -> RoundFindings:
        shapes = [SuppressionPattern(), *(SuppressionPattern.of(shown) for shown in reversed(told))]
        by_itself, leaks = self._tried(shapes[0])
        if by_itself is not None and not leaks:
            return by_itself
        for shape in shapes[1:]:
            shown, leaks = self._tried(shape)
            if shown is not None and not leaks:
                return shown
        shown = self._less(shapes[min(1, len(shapes) - 1)])
        if not _has_means(shown) and (by_itself is None or _has_means(by_itself)):
            raise self._refused()
        return shown

    def _refused(self) -> Leak:
        return Leak((REFUSED + STAYS if self.ledger.before else ALONE).format(threshold=self.threshold))

    def _tried(self, shape: SuppressionPattern) -> tuple[RoundFindings | None, Leaks]:
        """What a shape shows, and what leaks from it; nothing shown where it leaks by itself."""
        try:
            full = self.full if shape.crossed else replace(self.full, cells=())
            shown = publish(full, self.threshold, shape)
        except Leak:
            return None, {HEADCOUNT: 1_000}
        return shown, self.ledger.leaks(shown)

    def _less(self, shape: SuppressionPattern) -> RoundFindings:
        """Holds back more and more until nothing leaks."""
        shown, leaks = self._tried(shape)
        while leaks or shown is None:
            ways = [way for way in self._ways(shape, shown, leaks) if way != shape]
            if not ways:
                raise self._refused()
            if len(ways) == 1:
                shape = ways[0]
            else:
                left = [sum(self._tried(way)[1].values()) for way in ways]
                shape = ways[left.index(min(left))]
            shown, leaks = self._tried(shape)
        return shown

    def _ways(
        self, shape: SuppressionPattern, shown: RoundFindings | None, leaks: Leaks
    ) -> Iterator[SuppressionPattern]:
        """Shapes that show less, the one that costs least first."""
        if shown is None or HEADCOUNT in leaks:
            yield from self._coarser(shape, shown)
            return
        for bare in (replace(shape, careless=False), replace(shape, crossed=False)):
            if bare != shape and sum(self._tried(bare)[1].values()) < sum(leaks.values()):
                yield bare
                return
        scales = self._together(frozenset(leaks))
        if not scales <= shape.whole_only:
            yield replace(shape, whole_only=shape.whole_only | scales)
            return
        items = {item for scale in self.full.scales if scale.scale in scales for item in scale.items}
        yield replace(shape, never=shape.never | scales | items | frozenset(leaks))

    def _together(self, figures: frozenset[str]) -> frozenset[str]:
        """The scales that are, or share an item with, or ask one of these figures."""
        asking = {scale.scale for scale in self.full.scales if figures.intersection(scale.items)}
        return frozenset().union(*(each for each in self.ledger.families if each & (figures | asking)))

    def _coarser(
        self, shape: SuppressionPattern, shown: RoundFindings | None
    ) -> Iterator[SuppressionPattern]:
        """With two groups of a table as one, or one left to the whole; planned groups come last."""
        blocks = dict(shape.blocks)
        if shown is not None:
            blocks = dict(SuppressionPattern.of(shown).blocks)
        for by, its in sorted(blocks.items(), key=lambda table: table[0] == BY_GROUP):
            pairs = zip(range(len(its)), range(1, len(its)), strict=False)
            for one, other in pairs if by == BY_GROUP else combinations(range(len(its)), 2):
                yield replace(shape, blocks=blocks | {by: _merged(its, one, other)})
            for at in range(len(its)):
                yield replace(shape, blocks=blocks | {by: (*its[:at], *its[at + 1 :])})


def _has_means(shown: RoundFindings) -> bool:
    return any(scale.mean for scale in shown.scales)


def _merged(blocks: Blocks, one: int, other: int) -> Blocks:
    both = (*blocks[one], *blocks[other])
    return tuple(both if at == one else block for at, block in enumerate(blocks) if at != other)
