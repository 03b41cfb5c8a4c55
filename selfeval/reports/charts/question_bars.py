"""Small pictures of one question: how people answered, and how sure we are. Plain SVG, no library."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape

from selfeval.english import capitalised, whole
from selfeval.reports.charts.canvas import POINTING, Anchor, Surface
from selfeval.reports.charts.palette import DARK_GREY, GREY, HAIR, INK, ON_DARK, PALE, SAND, SOFT, VOICES
from selfeval.reports.statements import AnswerShare, Statement
from selfeval.reports.wording import VoiceName, bounds

WIDTH = 380
PAPER_TYPE, PAPER_BAR, PAPER_HEIGHT = 9.0, 12.0, 27.0
"""On paper, in points: type, upper edge of the bar, height of all."""
SMALLEST_WITH_NUMBER = 15
"""px; a narrower piece has no room for its number, which the description still speaks."""


def share_bar(statement: Statement, key: str) -> str:
    """How people answered, least favourable answer at the left. Empty where shares may not be shown."""
    if not statement.shares:
        return ""
    total = sum(share.per_cent for share in statement.shares) or 1
    fills = _fills(len(statement.shares), statement.voice)
    parts: list[str] = []
    x = 0.0
    for share, (fill, ink) in zip(statement.shares, fills, strict=True):
        room = share.per_cent / total * WIDTH
        if room > 0:
            parts.append(_rectangle(x, max(room - 1.5, 0.5), fill))
            if room >= SMALLEST_WITH_NUMBER:
                parts.append(_text(x + room / 2 - 0.75, 40, 13.5, ink, str(share.per_cent), 600, "middle"))
        x += room
    parts += _sums(statement)
    return _svg(key, WIDTH, 52, bar_title(statement), bar_in_words(statement), parts)


def bar_title(statement: Statement) -> str:
    """What a bar is called by those who hear it."""
    return f"How {statement.who} answered: {statement.quote}"


def bar_in_words(statement: Statement) -> str:
    """Every answer as it is drawn."""
    answers = ", ".join(f"{share.label} {share.per_cent}" for share in statement.shares)
    return f"Of 100 who answered: {answers}."


def paint_share_bar(surface: Surface, statement: Statement, width: float) -> None:
    """The same on paper, so wide and `PAPER_HEIGHT` points high; nothing where shares may not be shown."""
    total = sum(share.per_cent for share in statement.shares) or 1
    fills = _fills(len(statement.shares), statement.voice)
    x = 0.0
    for share, (fill, ink) in zip(statement.shares, fills, strict=True):
        room = share.per_cent / total * width
        if room > 0:
            end = x + max(room - 1, 0.4)
            corners = [(x, PAPER_BAR), (end, PAPER_BAR), (end, PAPER_HEIGHT), (x, PAPER_HEIGHT)]
            surface.polygon(corners, fill, fill)
            number = str(share.per_cent)
            if room >= surface.width_of(number, PAPER_TYPE, 600) + 3:
                middle, foot = x + room / 2 - 0.5, PAPER_HEIGHT - 4.5
                surface.text(middle, foot, number, PAPER_TYPE, ink, weight=600, anchor="middle")
        x += room
    for words, at, anchor, weight in _sums_in_words(statement):
        surface.text(at * width, 8.5, words, PAPER_TYPE, INK, weight=weight, anchor=anchor)


def interval_line(statement: Statement, key: str) -> str:
    """One figure on a line from 0 to 100 with its bracket. Empty where there is no figure."""
    if statement.favourable is None or statement.bounded:
        return ""
    colour = VOICES[statement.voice]
    low, high = (6 + 2.62 * end for end in bounds(statement.favourable))
    at = 6 + 2.62 * statement.favourable.value
    parts = [_line(6, 16, 268, 16, HAIR, 2)]
    for x, word, anchor in ((6, "0", "middle"), (137, "half", "middle"), (268, "100", "end")):
        parts.append(_line(x, 11, x, 21, SOFT, 1))
        parts.append(_text(x + (3 if anchor == "end" else 0), 38, 12, SOFT, word, 400, anchor))
    if statement.favourable.interval is not None:
        parts.append(_line(low, 16, high, 16, colour, 2))
        parts += [_line(end, 8, end, 24, colour, 2) for end in (low, high)]
    if statement.voice == "staff":
        parts.append(f'<rect x="{at - 4.5:.1f}" y="11.5" width="9" height="9" fill="{colour}"/>')
    elif statement.voice in POINTING:
        tip, base = 16 - 6 * POINTING[statement.voice], 16 + 5 * POINTING[statement.voice]
        corners = f"{at:.1f},{tip} {at + 6:.1f},{base} {at - 6:.1f},{base}"
        parts.append(f'<polygon points="{corners}" fill="{colour}"/>')
    else:
        parts.append(f'<circle cx="{at:.1f}" cy="16" r="5" fill="{colour}"/>')
    title = f"{statement.who.capitalize()}: {statement.quote}"
    return _svg(key, 274, 44, title, statement.sentence, parts)


def _fills(number: int, voice: VoiceName) -> list[tuple[str, str]]:
    """Fill and ink of each piece, from dark grey through sand to the voice's colour."""
    strong, pale = (VOICES[voice], ON_DARK), (PALE[voice], INK)
    if number == 3:
        return [(DARK_GREY, ON_DARK), (SAND, INK), strong]
    if number == 2:
        return [(DARK_GREY, ON_DARK), strong]
    middle = [(SAND, INK)] * (number - 4)
    return [(DARK_GREY, ON_DARK), (GREY, INK), *middle, pale, strong]


def _sums(statement: Statement) -> list[str]:
    ends = {"start": 0, "middle": WIDTH / 2, "end": WIDTH - 1}
    return [
        _text(ends[anchor], 13, 12.5, INK, words, weight, anchor)
        for words, _, anchor, weight in _sums_in_words(statement)
    ]


def _sums_in_words(statement: Statement) -> Iterator[tuple[str, float, Anchor, int]]:
    """Sums above the bar: the other side at the left, what lies between, the favourable side at the right.

    Words, their place from 0 to 1, which end of them stands there, weight.
    """
    good = [share for share in statement.shares if share.favourable]
    poor = statement.shares[: len(good)] if len(statement.shares) > 2 else statement.shares[:1]
    between = statement.shares[len(poor) : len(statement.shares) - len(good)]
    favourable = whole(statement.favourable.value) if statement.favourable else _sum(good)
    yield f"{_side(poor, first=True)} {_sum(poor)}", 0, "start", 400
    yield f"{_side(good, first=False)} {favourable}", 1, "end", 600
    if len(between) == 1:
        yield (
            f"{between[0].label.removeprefix('I am ').capitalize()} {between[0].per_cent}",
            0.5,
            "middle",
            400,
        )


def _side(shares: Sequence[AnswerShare], *, first: bool) -> str:
    """The mildest label of a side stands for all of it: Agree, for Agree and Strongly agree."""
    return capitalised(shares[-1 if first else 0].label.removeprefix("I "))


def _sum(shares: Sequence[AnswerShare]) -> int:
    return sum(share.per_cent for share in shares)


def _rectangle(x: float, width: float, fill: str) -> str:
    return f'<rect x="{x:.1f}" y="20" width="{width:.1f}" height="30" fill="{fill}"/>'


def _line(x1: float, y1: float, x2: float, y2: float, colour: str, width: float) -> str:
    ends = f'x1="{x1:.1f}" y1="{y1:g}" x2="{x2:.1f}" y2="{y2:g}"'
    return f'<line {ends} stroke="{colour}" stroke-width="{width:g}"/>'


def _text(x: float, y: float, size: float, colour: str, text: str, weight: int, anchor: str) -> str:
    return (
        f'<text x="{x:.1f}" y="{y:g}" font-size="{size:g}" fill="{colour}" text-anchor="{anchor}" '
        f'font-weight="{weight}">{escape(text)}</text>'
    )


def _svg(key: str, width: int, height: int, title: str, description: str, parts: list[str]) -> str:
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" role="img" '
        f'aria-labelledby="{key}-t {key}-d"><title id="{key}-t">{escape(title)}</title>'
        f'<desc id="{key}-d">{escape(description)}</desc>{"".join(parts)}</svg>'
    )
