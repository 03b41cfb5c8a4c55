"""What gives way on the head's pages where there is too much for type that can be read, and what is said.

Each list has what is surely bad first, so that it is cut from its end. Nothing is cut without a word.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import reduce

from selfeval.english import count_in_words, listed
from selfeval.reports.pdf.head_pages import HeadPages

Cut = Callable[[HeadPages], HeadPages]


def at_most(name: str, most: int) -> Cut:
    """So many of one list, from its start."""
    return lambda pages: replace(pages, **{name: getattr(pages, name)[:most]})


def _without_groups(pages: HeadPages) -> HeadPages:
    return replace(pages, answered=tuple(replace(one, groups="") for one in pages.answered))


def _first_sentence(pages: HeadPages) -> HeadPages:
    """Of how sure each voice is."""
    summaries = (replace(one, how=f"{one.how.partition('. ')[0].rstrip('.')}.") for one in pages.summaries)
    return replace(pages, summaries=tuple(summaries))


def _figure_as_table(pages: HeadPages) -> HeadPages:
    """The areas in figures take half the room of the chart."""
    return replace(pages, figure=None)


def _without_areas(pages: HeadPages) -> HeadPages:
    return replace(pages, areas=())


def _shorter_happened(pages: HeadPages) -> HeadPages:
    return replace(pages, happened=pages.happened[1:] or pages.happened)


def _fewest_notes(pages: HeadPages) -> HeadPages:
    return replace(pages, notes=pages.notes[: pages.needed_notes])


def _answers(longest: int) -> Cut:
    """Of the school, so many characters each."""

    def cut(pages: HeadPages) -> HeadPages:
        return replace(
            pages,
            level_gaps=tuple(replace(one, longest=min(one.longest, longest)) for one in pages.level_gaps),
        )

    return cut


def _level_gaps(most: int) -> Cut:
    def cut(pages: HeadPages) -> HeadPages:
        rest = tuple(gap.number for gap in pages.level_gaps[most:])
        return replace(
            pages, level_gaps=pages.level_gaps[:most], more_level_gaps=(*rest, *pages.more_level_gaps)
        )

    return cut


def _groups(most: int) -> Cut:
    def cut(pages: HeadPages) -> HeadPages:
        groups = pages.groups[:most]
        return replace(pages, groups=groups, more_groups=pages.more_groups + len(pages.groups) - len(groups))

    return cut


FIRST: Sequence[Cut] = (
    at_most("strengths", 2),
    _without_groups,
    _first_sentence,
    at_most("strengths", 1),
    at_most("concerns", 3),
    at_most("strengths", 0),
    at_most("concerns", 2),
    _figure_as_table,
    _without_areas,
    at_most("concerns", 1),
)
SECOND: Sequence[Cut] = (
    at_most("moved_questions", 4),
    _shorter_happened,
    at_most("to_ask", 5),
    _fewest_notes,
    at_most("moved_questions", 3),
    at_most("gaps", 1),
    _answers(270),
    at_most("to_ask", 4),
    _shorter_happened,
    at_most("moved_questions", 2),
    at_most("doing", 4),
    _groups(3),
    _answers(210),
    at_most("to_ask", 3),
    at_most("doing", 3),
    _groups(2),
    _level_gaps(2),
    at_most("rounds", 2),
    at_most("moved_questions", 1),
    _answers(160),
    at_most("rounds", 1),
    at_most("gaps", 0),
    _groups(1),
    _level_gaps(1),
    at_most("doing", 2),
    at_most("happened", 0),
    at_most("to_ask", 2),
    at_most("moved_questions", 0),
    at_most("rounds", 0),
    at_most("doing", 1),
    at_most("to_ask", 1),
)


def least_cut(pages: HeadPages, cuts: Sequence[Cut], fits: Callable[[HeadPages], bool]) -> HeadPages:
    """What fits with as little left out as there is room for; with everything cut, where nothing does.

    One cut after the other; then each is taken back, the last one first, for which the others leave room.
    """
    for shown in states(pages, cuts):
        if fits(shown):
            break
    else:
        return shown
    made = next(cuts[:number] for number in range(len(cuts) + 1) if _cut(pages, cuts[:number]) == shown)
    for cut in reversed(made[:-1]):
        fewer = [one for one in made if one is not cut]
        more = _cut(pages, fewer)
        if more == shown:
            made = fewer
        elif fits(more):
            made, shown = fewer, more
    return shown


def _cut(pages: HeadPages, cuts: Sequence[Cut]) -> HeadPages:
    return reduce(lambda shown, cut: cut(shown), cuts, replace(pages, whole=pages))


def states(pages: HeadPages, cuts: Sequence[Cut]) -> Iterator[HeadPages]:
    """The whole, then with less and less on it."""
    shown = replace(pages, whole=pages)
    yield shown
    for cut in cuts:
        less = cut(shown)
        if less != shown:
            shown = less
            yield shown


def left_out_of_first(pages: HeadPages) -> str:
    """What of the first page stands in the full report alone, in a sentence; empty where all is here."""
    whole = pages.whole or pages
    return _sentence(
        [
            *_concerns(whole, pages),
            *_more(len(whole.strengths) - len(pages.strengths), "more strength"),
            *(["how many of each group answered"] if whole.answered != pages.answered else []),
            *(["more on how sure we are"] if whole.summaries != pages.summaries else []),
            *(["the chart of the areas"] if whole.figure and not pages.figure and pages.areas else []),
            *(["the six areas"] if whole.areas and not pages.areas else []),
        ]
    )


def left_out_of_second(pages: HeadPages) -> str:
    """The same of the second page. Groups and gaps that are left out are told where they would stand."""
    whole = pages.whole or pages
    rows = [row.name for row in whole.rounds[len(pages.rounds) :]]
    return _sentence(
        [
            *([f"the rounds of {listed([row.lower() for row in rows])}"] if rows else []),
            *_more(
                len(whole.moved_questions) - len(pages.moved_questions),
                "more question that moved",
                "more questions that moved",
            ),
            *(["more on what people say happened"] if whole.happened != pages.happened else []),
            *(["where pupils and staff differ"] if len(whole.gaps) > len(pages.gaps) else []),
            *_more(len(whole.doing) + pages.more_doing - len(pages.doing), "more action"),
            *_more(len(whole.to_ask) - len(pages.to_ask), "more question to ask", "more questions to ask"),
            *(["more notes on how to read it"] if whole.notes != pages.notes else []),
        ]
    )


def _concerns(whole: HeadPages, pages: HeadPages) -> list[str]:
    """What is surely bad is counted; of what is only lowest, what was cut."""
    bad = pages.surely_bad - len(pages.concerns)
    cut = len(whole.concerns) - len(pages.concerns)
    if bad > 0:
        return _more(bad, "more clear concern")
    return _more(cut, "more concern")


def _more(number: int, one: str, many: str | None = None) -> list[str]:
    return [count_in_words(number, one, many)] if number > 0 else []


def _sentence(things: Sequence[str]) -> str:
    return f"In the full report as well: {listed(things)}." if things else ""
