"""The whole self-evaluation as an accessible PDF: first the picture, then area by area."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from selfeval.english import count_of, full_day, listed, shortened
from selfeval.reports.charts.palette import HAIR, INK, VOICES, WHITE
from selfeval.reports.pdf.blocks import (
    EYEBROW,
    LEDE,
    TITLE,
    Bullets,
    Grid,
    Space,
    Style,
    TextBlock,
    bold,
    plain,
)
from selfeval.reports.pdf.flow import (
    ROOM,
    Flowing,
    NewPage,
    Part,
    Together,
    flow_pdf,
    heading,
    height_of,
    opened,
)
from selfeval.reports.pdf.tagged import SANS, SERIF_BOLD, PaperSurface, TaggedCanvas
from selfeval.self_evaluation.document import (
    Document,
    DocumentedArea,
    DocumentedIndicator,
    DocumentedStep,
    evidence_line,
    since_last_year,
    with_next_steps,
    without_comparison,
)
from selfeval.self_evaluation.evidence_lines import (
    NO_FIGURES,
    FiguresBeside,
    evidence_lines,
    note_of,
    unnamed_evidence,
)
from selfeval.self_evaluation.judgements import STRENGTHS
from selfeval.self_evaluation.way_to_sign_off import StepTaken, mark_of, way_to_sign_off

NAME = Style(SERIF_BOLD, 11, 13.5)
AREA = Style(SERIF_BOLD, 15, 18)
TEXT = Style(SANS, 10, 13.4)
FINE = Style(SANS, 9, 11.8)
CELLS = Style(SANS, 9.2, 11.6)
HEADS = Style("selfeval-sans-bold", 9, 11)
ALL_STEPS = "All next steps, soonest first"
WHAT_STEPS_SAY = "Who does it, by when, and what will be done."
LONGEST_STEP = 130
"""Characters of a next step in the table, a line or two; the whole stands with its indicator."""
STEPS_IN_FRONT, FEWEST_IN_FRONT = 9, 3
"""Next steps on the first page; all of them stand with their indicators."""
FORMS = {
    "file": "a file",
    "link": "a link",
    "note": "a note",
    "finding": "what pupils or staff said",
    "walk": "a learning walk",
}


def document_pdf(
    document: Document,
    signature: str,
    since: Sequence[DocumentedStep] = (),
    beside: FiguresBeside = NO_FIGURES,
) -> bytes:
    """A4 pages in type of 9 points and more. `signature`: a draft, or signed by whom and when.

    `since`: steps that this revision took after what is in the document, such as its agreement.
    `beside`: published figures for its evidence, and where leaders and answers differ.
    """
    title = f"{document.school}: self-evaluation {document.year_label}"
    revision = f" · revision {document.revision}" if document.revision > 1 else ""
    of = f"{document.school} · self-evaluation {document.year_label}{revision}"
    footer = f"{of} · mark {mark_of(document)}"
    return flow_pdf(list(_parts(document, signature, since, beside)), title, document.school, footer)


def _parts(
    document: Document, signature: str, since: Sequence[DocumentedStep], beside: FiguresBeside
) -> Iterator[Part]:
    front = list(_front(document, signature))
    yield from front
    yield from _steps_in_front(document, ROOM - height_of(front))
    yield NewPage()
    for area in document.areas:
        yield from _area(document, area, beside)
    yield from _all_steps(document)
    if document.evidence:
        yield from _evidence(document, beside)
    if way := way_to_sign_off(document, since):
        yield from _way(way)


def _front(document: Document, signature: str) -> Iterator[Part]:
    yield heading(f"{document.school} · equality self-evaluation {document.year_label}", EYEBROW, "P", 5)
    yield heading(headline(document), TITLE, "H1", 6)
    yield Flowing(signature, LEDE, after=5)
    if document.reason:
        yield Flowing(document.reason, TEXT, label="Why it was corrected:")
    yield opened(_called(document), LevelsFigure(document))
    hollow = f" Hollow: {document.year_before}." if document.year_before else ""
    yield Flowing(
        f"Levels run from 0, {document.scale[0]}, to {document.top}, {document.scale[-1]}. An area has the "
        f"mean of its rated indicators.{hollow} {without_comparison(document)}".rstrip(),
        FINE,
        after=6,
    )
    if document.year_before:
        yield _changes(document)


def _changes(document: Document) -> Together:
    rows = [
        [
            bold(area.name),
            plain(document.level(area.mean)),
            plain(document.level(area.mean_before)),
            plain(since_last_year(document, area)),
            f"{area.looked_at} of {len(area.indicators)}",
        ]
        for area in document.areas
    ]
    head = ["Area", "Level", plain(document.year_before), "Indicators since then", "Looked at"]
    return opened(
        "What changed since last year",
        Grid(head, rows, (34, 12, 12, 30, 12), numbers=(1, 2), cell=CELLS, heading=HEADS),
    )


def headline(document: Document) -> str:
    """Strongest in one area, weakest in another; or how far it is."""
    rated = [area for area in document.areas if area.mean is not None]
    if len(rated) < 2:
        done = sum(area.looked_at for area in document.areas)
        return f"{done} of {len(document.indicators)} indicators are looked at"
    shown_levels = {area.id: document.level(area.mean) for area in rated}
    high = max(rated, key=lambda area: area.mean or 0.0)
    low = min(rated, key=lambda area: area.mean or 0.0)
    if shown_levels[high.id] == shown_levels[low.id]:
        return f"All areas are at {shown_levels[high.id]}"
    best = [f"“{area.name}”" for area in rated if shown_levels[area.id] == shown_levels[high.id]]
    worst = [f"“{area.name}”" for area in rated if shown_levels[area.id] == shown_levels[low.id]]
    return f"Strongest: {listed(best)}. Most to do: {listed(worst)}."


def _called(document: Document) -> str:
    numbers = ("No", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine")
    many = len(document.areas)
    return f"{numbers[many] if many < len(numbers) else many} area{'' if many == 1 else 's'}"


def _steps_in_front(document: Document, room: float) -> Iterator[Part]:
    """The soonest next steps: as many as the first page has room for."""
    planned = with_next_steps(document)
    if not planned:
        yield opened("Next steps", TextBlock("No next step is written down.", TEXT))
        return
    rows = [
        [
            bold(indicator.number),
            plain(shortened(indicator.next_step, LONGEST_STEP)),
            plain(indicator.owner or "nobody named yet"),
            plain(full_day(indicator.due) if indicator.due else "no day yet"),
        ]
        for indicator in planned[:STEPS_IN_FRONT]
    ]
    head = ["No.", "Next step", "Who", "By when"]
    for shown_rows in range(len(rows), 0, -1):
        grid = Grid(head, rows[:shown_rows], (7, 57, 19, 17), cell=CELLS, heading=HEADS)
        more = len(planned) - shown_rows
        table = [opened("Next steps, soonest first", grid)]
        rest = (
            [Flowing(f"{count_of(more, 'more is', 'more are')} under “{ALL_STEPS}”.", FINE)] if more else []
        )
        if height_of([*table, *rest]) <= room or shown_rows <= FEWEST_IN_FRONT:
            yield from table
            yield from rest
            return


def _all_steps(document: Document) -> Iterator[Part]:
    """Every next step in whole, who does it and by when, after the areas."""
    for place, indicator in enumerate(with_next_steps(document)):
        name = f"{indicator.number} {indicator.short} ({_by_whom(indicator)}):"
        if place == 0:
            yield opened(ALL_STEPS, TextBlock(plain(WHAT_STEPS_SAY), FINE, after=4))
        yield Flowing(indicator.next_step, TEXT, label=name, after=5)


def _by_whom(indicator: DocumentedIndicator) -> str:
    """Ada Quill, by 11 December 2026"""
    day = f"by {full_day(indicator.due)}" if indicator.due else "no day yet"
    return f"{indicator.owner or 'nobody named yet'}, {day}"


def _area(document: Document, area: DocumentedArea, beside: FiguresBeside) -> Iterator[Part]:
    after = f" Looked after by {area.looked_after_by}." if area.looked_after_by else ""
    level = document.level(area.mean) if area.mean is not None else "too few indicators are rated"
    sentence = f"Level: {level}. {since_last_year(document, area)} since last year.{after}"
    if not document.year_before:
        sentence = f"Level: {level}.{after}"
    first, *others = area.indicators
    opening = opened(area.name, TextBlock(plain(sentence), TEXT, after=4))
    yield Together((*opening.blocks, *_heading(document, first)))
    yield from _indicator(document, first, beside)
    for indicator in others:
        yield Together(tuple(_heading(document, indicator)))
        yield from _indicator(document, indicator, beside)


def _heading(document: Document, indicator: DocumentedIndicator) -> Sequence[TextBlock]:
    """Its number and name, its level, and what is true of a school at that level."""
    level = f"<b>{plain(indicator.level_name)}</b>"
    if indicator.label_before:
        level += plain(f" ({document.year_before}: {indicator.label_before})")
    if indicator.description:
        level += plain(f". {indicator.description}")
    return (
        heading(f"{indicator.number} {indicator.short}", NAME, "H3", 1.5),
        TextBlock(level, TEXT, after=3),
    )


def _indicator(document: Document, indicator: DocumentedIndicator, beside: FiguresBeside) -> Iterator[Part]:
    if indicator.commentary:
        yield Flowing(indicator.commentary, TEXT)
    if indicator.explanation:
        if answered := beside.gaps.get(indicator.id):
            yield Flowing(f"{answered}.", TEXT, label="What was answered:")
        yield Flowing(indicator.explanation, TEXT, label="Why leaders and answers differ:")
    pieces = evidence_lines(document, indicator, beside)
    strength = STRENGTHS.get(indicator.strength, "")
    if pieces:
        numbered = zip(pieces, indicator.evidence, strict=True)
        words = ". ".join(f"[{number}] {line}" for line, number in numbered)
        yield Flowing(f"{words}.", FINE, label=f"Evidence, {strength.lower()}:" if strength else "Evidence:")
    elif strength or indicator.is_rated:
        yield Flowing(unnamed_evidence(indicator.strength), FINE, label="Evidence:")
    if indicator.next_step:
        yield Flowing(f"{indicator.next_step} ({_by_whom(indicator)})", TEXT, label="Next step:")
    if indicator.tags:
        yield Flowing(", ".join(indicator.tags), FINE, label="Tags:")
    yield Space(6)


def _evidence(document: Document, beside: FiguresBeside) -> Iterator[Part]:
    for place, piece in enumerate(document.evidence):
        line = (
            f"{bold(str(piece.number))} {plain(evidence_line(piece))}: "
            f"{plain(FORMS.get(piece.form, piece.form))}" + (plain(f", {piece.url}") if piece.url else "")
        )
        row = Bullets([line], FINE)
        yield opened("Evidence", row) if place == 0 else row
        for words in filter(None, (note_of(piece, beside), beside.answers.get(piece.number, ""))):
            yield Flowing(words, FINE)


def _way(way: Sequence[StepTaken]) -> Iterator[Part]:
    first, *rest = (f"{step.words}: {step.reason}" if step.reason else step.words for step in way)
    yield opened("On the way to sign-off", TextBlock(plain(first), FINE, after=3))
    for line in rest:
        yield Flowing(line, FINE, after=3)


@dataclass(frozen=True)
class LevelsFigure:
    """Every area on a line from the lowest level to the highest; last year as a hollow mark."""

    document: Document
    row: float = 25.0
    aside: float = 200.0
    right: float = 62.0
    above: float = 20.0

    def height(self, width: float) -> float:
        return self.above + self.row * len(self.document.areas) + 6

    def draw(self, canvas: TaggedCanvas, left: float, top: float, width: float) -> None:
        box = (left, top - self.height(width), left + width, top)
        with canvas.element("Figure", alternative=self._in_words, box=box):
            surface = PaperSurface(canvas, left, top)
            foot = self.above + self.row * len(self.document.areas)
            for points, name in enumerate(self.document.scale):
                x = self._x(points, width)
                surface.line((x, self.above - 5), (x, foot), HAIR, 0.8)
                surface.text(x, 10, name, 9, VOICES["leaders"], anchor="middle")
            for place, area in enumerate(self.document.areas):
                y = self.above + self.row * (place + 0.5)
                surface.line((0, y + self.row / 2), (width, y + self.row / 2), HAIR, 0.6)
                surface.text(0, y + 3.5, area.name, 10, INK, weight=700, serif=True)
                self._mark(surface, area, y, width)

    def _mark(self, surface: PaperSurface, area: DocumentedArea, y: float, width: float) -> None:
        colour = VOICES["leaders"]
        if area.mean is None:
            surface.text(width, y + 3.5, "too few rated", 9, INK, anchor="end")
            return
        x = self._x(area.mean, width)
        if area.mean_before is not None:
            then = self._x(area.mean_before, width)
            surface.line((then, y), (x, y), colour, 1.2)
            surface.polygon(_diamond(then, y), WHITE, colour)
        surface.polygon(_diamond(x, y), colour, colour)
        surface.text(width, y + 3.5, self.document.level(area.mean), 9.6, colour, weight=700, anchor="end")

    def _x(self, points: float, width: float) -> float:
        room = width - self.aside - self.right - 24
        return self.aside + points / max(self.document.top, 1) * room

    @property
    def _in_words(self) -> str:
        sentences = []
        for area in self.document.areas:
            words = f"{area.name}: {self.document.level(area.mean) if area.mean is not None else 'no level'}"
            if area.mean_before is not None:
                words += f", {self.document.level(area.mean_before)} in {self.document.year_before}"
            sentences.append(words)
        return f"Levels of the areas. {'. '.join(sentences)}."


def _diamond(x: float, y: float, reach: float = 5.0) -> list[tuple[float, float]]:
    return [(x, y - reach), (x + reach, y), (x, y + reach), (x - reach, y)]
