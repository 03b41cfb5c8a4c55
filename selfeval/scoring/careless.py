"""Careless responding: who pressed one button all the way, or agreed with a thing and its opposite."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from selfeval.findings.findings import Careless, RoundFindings
from selfeval.questionnaires.model import OPTION_CHARACTERS, Definition, Item
from selfeval.scoring.measurement.scale_findings import ScoredScale
from selfeval.scoring.measurement.scale_scores import Characters, Flags

LEAST_RUN = 8
TURNED_ROUND = 2
LEAST_BESIDE = 2
"""Other questions of a scale beside one that is turned round."""
FORWARD, REVERSED = 1, 2
"""Bits: what a run has met so far."""


def with_careless(
    findings: RoundFindings, definition: Definition, columns: Characters, scored: Sequence[ScoredScale]
) -> RoundFindings:
    """Findings at full precision with how many look careless, and the scales without them."""
    if not findings.n or not _can_contradict(definition):
        return findings
    straight, contrary = in_a_line(definition, columns), against_oneself(definition, columns)
    careless = straight | contrary
    some = int(np.count_nonzero(careless))
    codes = careless.astype(np.int64)
    return replace(
        findings,
        careless=Careless(
            some,
            100 * some / findings.n,
            100 * int(np.count_nonzero(straight)) / findings.n,
            100 * int(np.count_nonzero(contrary)) / findings.n,
            tuple(scale.by_group(codes, [findings.roll, None])[0] for scale in scored) if some else (),
        ),
    )


def flagged(definition: Definition, columns: Characters) -> Flags:
    """Who looks as if they answered carelessly (n,); nobody where the questions cannot tell."""
    if not _can_contradict(definition):
        return np.zeros(columns.shape[1], dtype=np.bool_)
    return in_a_line(definition, columns) | against_oneself(definition, columns)


def _can_contradict(definition: Definition) -> bool:
    """Whether at least two questions are turned round beside others with the same answers to choose from."""
    asked = [item for item in definition.items if definition.has_points(item)]
    forward = {item.options for item in asked if not item.reversed}
    return sum(item.reversed and item.options in forward for item in asked) >= TURNED_ROUND


def in_a_line(definition: Definition, columns: Characters) -> Flags:
    """Who gave one answer to at least half of the questions in a row, turned round and not (n,)."""
    asked = [place for place, item in enumerate(definition.items) if definition.has_points(item)]
    least = max(LEAST_RUN, -(-len(asked) // 2))
    n = columns.shape[1]
    run, kinds = np.zeros(n, dtype=np.uint16), np.zeros(n, dtype=np.uint8)
    straight = np.zeros(n, dtype=np.bool_)
    for before, place in zip([None, *asked], asked, strict=False):
        item = definition.items[place]
        if before is None or definition.items[before].options != item.options:
            run[:], kinds[:] = 0, 0
        else:
            goes_on = columns[place] == columns[before]
            run *= goes_on
            kinds *= goes_on
        run += 1
        run *= _table(definition, item, off_middle=True).take(columns[place])
        kinds |= REVERSED if item.reversed else FORWARD
        straight |= (run >= least) & (kinds == REVERSED | FORWARD)
    return straight


def against_oneself(definition: Definition, columns: Characters) -> Flags:
    """Who gave at least two questions that are turned round the end answer that most beside them got (n,)."""
    times = np.zeros(columns.shape[1], dtype=np.uint8)
    for place, item in enumerate(definition.items):
        if item.reversed and definition.has_points(item):
            times += _contradicted(definition, place, columns)
    return times >= TURNED_ROUND


def _contradicted(definition: Definition, place: int, columns: Characters) -> Flags:
    item, column = definition.items[place], columns[place]
    position = {other_item.id: number for number, other_item in enumerate(definition.items)}
    most = np.zeros(columns.shape[1], dtype=np.bool_)
    for scale in definition.scales:
        if item.id not in scale.items:
            continue
        beside = [
            position[other]
            for other in scale.items
            if definition.item(other).options == item.options and not definition.item(other).reversed
        ]
        if len(beside) >= LEAST_BESIDE:
            same = np.sum([columns[other] == column for other in beside], axis=0)
            most |= 2 * same > len(beside)
    at_an_end: Flags = _table(definition, item, off_middle=False).take(column)
    return most & at_an_end


def _table(definition: Definition, item: Item, *, off_middle: bool) -> Flags:
    """Which of the 256 characters are an answer with points off the middle, or at an end."""
    options = definition.options_of(item)
    table = np.zeros(256, dtype=np.bool_)
    for place, option in enumerate(options.options):
        at_an_end = option.points in (options.lowest, options.highest)
        table[ord(OPTION_CHARACTERS[place])] = (
            2 * option.points != options.lowest + options.highest if off_middle else at_an_end
        )
    return table
