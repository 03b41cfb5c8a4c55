"""People who were asked an about-you question and did not say: how the few are counted, so that nobody can
work out what they answered.

Whole minus shown groups would be the mean of those few. So where they are fewer than the threshold, each is
counted with one of the groups, by lot, in proportion to its size. The groups then make up the whole and
nothing is left over to subtract. Each draw takes one of those who have a group by now (Pólya's urn), which
makes everyone's place in the finished groups exchangeable: whichever people are taken to be the ones who did
not say, the finished groups are equally likely. So their figures, even at full precision and for all scales
at once, tell nobody who holds every row which rows those are, nor what is in them.
(docs/decisions/0005-people-who-did-not-say.md says what this costs and what it does not cover.)
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

MOST = 0.1
"""Largest share of those asked that is counted by lot: more would blur the groups."""


def by_lot(people: Sequence[int], unsaid: int, threshold: int) -> bool:
    """Whether people who did not say are counted by lot; `people` are those who chose each option.

    It hangs on numbers of people alone, so that it tells nothing about answers. A named group under the
    threshold is left with those who did not say, who help to hide it.
    """
    named = [n for n in people if n]
    return (
        0 < unsaid < threshold
        and unsaid <= MOST * (sum(named) + unsaid)
        and len(named) >= 2
        and min(named) >= threshold
    )


def drawn(codes: NDArray[np.int64], options: int, responses: Sequence[str], by: str) -> NDArray[np.int64]:
    """`codes` (n,) with each `options` (did not say) turned into the code of a group, by lot; -1: not asked.

    The lot follows from all answers to `by`, which are forgotten, and from nothing else: a count that is run
    again draws the same in any order of rows, and nobody else can draw it again.
    """
    everyone = sorted(f"{response} {code}" for response, code in zip(responses, codes, strict=True))
    seed = hashlib.sha256("\n".join([by, *everyone]).encode()).hexdigest()
    urn = [int(code) for code in np.sort(codes) if 0 <= code < options]
    finished = codes.copy()
    unsaid = [int(place) for place in np.flatnonzero(codes == options)]
    for number, place in enumerate(sorted(unsaid, key=lambda place: responses[place])):
        lot = int(hashlib.sha256(f"{seed} {number}".encode()).hexdigest(), 16)
        urn.append(urn[lot % len(urn)])
        finished[place] = urn[-1]
    return finished
