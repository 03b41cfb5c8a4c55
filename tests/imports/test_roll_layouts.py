"""One roll in the layouts that schools have: the true roll is read, or what is open is asked."""

from __future__ import annotations

import csv
import datetime as dt
import io
import itertools
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from selfeval.imports.lists import Unreadable, sheets_of_text
from selfeval.imports.reader import Sheet
from selfeval.imports.rolls import RollsRead, read_rolls

TODAY = dt.date(2026, 10, 6)
SURNAMES = ("Yusuf", "Bello", "Okafor", "Lind", "Sato", "Boateng", "O’Brien", "de Souza")
FORENAMES = ("Amina", "Grace", "Tom", "Piotr", "Hana", "Ama", "Siân", "Lee")


@dataclass(frozen=True)
class Child:
    """An invented child. Names may be those of another child; numbers never are."""

    upn: str
    surname: str
    forename: str
    year: int
    sex: str
    born: dt.date

    @property
    def form(self) -> str:
        return f"{self.year}{'AB'[int(self.upn[-1]) % 2]}"


@st.composite
def schools(draw: st.DrawFn) -> list[Child]:
    sizes = draw(st.dictionaries(st.integers(0, 13), st.integers(2, 9), min_size=2, max_size=4))
    random = Random(draw(st.integers(0, 10_000)))
    children = []
    for year, size in sorted(sizes.items()):
        for _ in range(size):
            number = len(children)
            day = dt.date(2021 - year, 1 + random.randrange(12), 1 + random.randrange(28))
            name, sex = random.choice(SURNAMES), random.choice("FM")
            children.append(Child(f"H8012{number:08d}", name, random.choice(FORENAMES), year, sex, day))
    return children


def true_roll(children: Sequence[Child]) -> dict[int, int]:
    return {year: len(list(rows)) for year, rows in itertools.groupby(children, lambda child: child.year)}


YEARS: Sequence[Callable[[int], str]] = (
    lambda year: "Reception" if not year else f"Year {year}",
    lambda year: "R" if not year else f"Y{year:02d}",
    lambda year: "YR" if not year else f"Yr {year}",
    lambda year: {0: "Rec", 12: "Lower Sixth", 13: "U6"}.get(year, str(year)),
    lambda year: {0: "FS2", 12: "Year 12 (L6)", 13: "Upper Sixth Form"}.get(year, f"NC Year {year}"),
)
Line = list[str]


def by_child(children: Sequence[Child], year: Callable[[int], str], *more: str) -> list[Line]:
    heads = {"Surname": "surname", "Forename": "forename"} | dict.fromkeys(more)
    cells = {
        "UPN": lambda child: child.upn,
        "Surname": lambda child: child.surname,
        "Forename": lambda child: child.forename,
        "Date of birth": lambda child: child.born.strftime("%d/%m/%Y"),
        "Reg": lambda child: child.form,
        "Sex": lambda child: child.sex,
        "Year Group": lambda child: year(child.year),
    }
    headings = [*heads, "Reg", "Sex", "Year Group"]
    return [headings, *([cells[heading](child) for heading in headings] for child in children)]


def as_text(rows: Sequence[Line], delimiter: str = ",") -> list[Sheet]:
    made = io.StringIO()
    csv.writer(made, delimiter=delimiter).writerows(rows)
    return sheets_of_text(made.getvalue())


def as_sheet(rows: Sequence[Line], name: str = "", **more: object) -> Sheet:
    return Sheet([(number, list(row)) for number, row in enumerate(rows, 1) if any(row)], name, **more)  # type: ignore[arg-type]


Layout = Callable[[list[Child], Callable[[int], str], Random], list[Sheet]]


def guardians(children: list[Child], year: Callable[[int], str], random: Random) -> list[Sheet]:
    head, *rows = by_child(children, year, random.choice(("UPN", "Date of birth")))
    twice = [(row, person) for row in rows for person in range(random.choice((1, 1, 2, 3)))]
    return as_text([[*head, "Contact", "Priority"], *([*row, f"Parent {n}", str(n + 1)] for row, n in twice)])


def guardians_without_numbers(
    children: list[Child], year: Callable[[int], str], random: Random
) -> list[Sheet]:
    one_of_each_name = [replace(child, forename=f"Child{child.upn[-2:]}") for child in children]
    head, *rows = by_child(one_of_each_name, year)
    return as_text([head, *(row for row in rows for _ in range(random.choice((1, 2))))])


def leavers(children: list[Child], year: Callable[[int], str], random: Random) -> list[Sheet]:
    head, *rows = by_child(children, year, "UPN")
    written = random.choice(("%d/%m/%Y", "%Y-%m-%d", "%d-%b-%y", "%d.%m.%Y", "%d %B %Y"))
    gone = [[f"G{n}", *row[1:], dt.date(2026, 7, 17 + n).strftime(written)] for n, row in enumerate(rows[:3])]
    here = [[*row, dt.date(2027, 7, 20).strftime(written) if random.random() < 0.2 else ""] for row in rows]
    lines = [*here, *gone]
    random.shuffle(lines)
    return as_text([[*head, random.choice(("Date of leaving", "Leaving date", "DOL"))], *lines], "\t")


def with_status(children: list[Child], year: Callable[[int], str], random: Random) -> list[Sheet]:
    head, *rows = by_child(children, year)
    gone = [["Gone", f"Child{n}", *row[2:], "Former"] for n, row in enumerate(rows[:3])]
    lines = [*([*row, "Single Registration"] for row in rows), *gone]
    return [as_sheet([["A school"], [""], [*head, "Enrolment Status"], *lines])]


def sheet_for_each_year(children: list[Child], year: Callable[[int], str], random: Random) -> list[Sheet]:
    keep_column = random.random() < 0.5
    sheets = []
    for number, rows in itertools.groupby(children, lambda child: child.year):
        lines = by_child(list(rows), year, "UPN")
        name = year(number) if not keep_column else f"Tab {number}"
        sheets.append(as_sheet(lines if keep_column else [line[:-1] for line in lines], name))
    return [*sheets, as_sheet([["Notes"], ["Made by the office"]], "Notes")]


def blocks_on_a_sheet(children: list[Child], year: Callable[[int], str], random: Random) -> list[Sheet]:
    lines: list[Line] = [["Alder Vale School"], [""]]
    again = random.random() < 0.5
    for number, rows in itertools.groupby(children, lambda child: child.year):
        head, *below = [line[:-1] for line in by_child(list(rows), year, "UPN")]
        lines += [[year(number)], head] if again or len(lines) < 3 else [[year(number)]]
        lines += [*below, [""]]
    return as_text(lines)


def hidden_rows(children: list[Child], year: Callable[[int], str], random: Random) -> list[Sheet]:
    head, *rows = by_child(children, year, "UPN")
    extra = [[f"X{n}", "Other", f"Child{n}", *row[3:]] for n, row in enumerate(rows[:4])]
    lines = [["Pupil list"], head, *rows, *extra]
    first = len(lines) - len(extra) + 1
    return [as_sheet(lines, hidden=frozenset(range(first, len(lines) + 1)))]


def copy_and_leavers_sheets(children: list[Child], year: Callable[[int], str], random: Random) -> list[Sheet]:
    lines = by_child(children, year, "UPN")
    left = [lines[0], *([f"L{n}", "Other", f"Child{n}", *row[3:]] for n, row in enumerate(lines[1:4]))]
    return [as_sheet(left, "Leavers 2026"), as_sheet(lines, "All"), as_sheet(lines, "Copy", visible=False)]


def numbers(children: list[Child], year: Callable[[int], str], random: Random) -> list[Sheet]:
    heading = random.choice(
        (
            *(
                "Number of children",
                "Roll at 05/10/2026",
                "Roll on 4 October 2026",
                "NOR Oct 2026",
                "Children",
            ),
            *("No. of pupils", "On roll", "Count", "Pupils (autumn census)", "Number in year", "How many"),
        )
    )
    rows = [[year(number), "2", str(size)] for number, size in true_roll(children).items()]
    total = [["Total", "", str(len(children))]] if random.random() < 0.5 else []
    return as_text(
        [["Alder Vale School"], [""], ["Year", "Classes", heading], *rows, *total], random.choice(",;\t")
    )


def numbers_by_sex(children: list[Child], year: Callable[[int], str], random: Random) -> list[Sheet]:
    rows = []
    for number, group in itertools.groupby(children, lambda child: child.year):
        sexes = [child.sex for child in group]
        girls, boys = sexes.count("F"), sexes.count("M")
        all_of_them = "=B2+C2" if girls and boys and random.random() < 0.5 else str(len(sexes))
        rows.append([year(number), str(girls), str(boys), all_of_them])
    heads = [["Year", "Girls", "Boys", "Total"]]
    if random.random() < 0.5:
        heads = [["Year", "Number on roll", "", ""], ["", "Girls", "Boys", "Total"]]
    return [as_sheet([*heads, *rows])]


def classes(children: list[Child], year: Callable[[int], str], random: Random) -> list[Sheet]:
    rows: list[Line] = []
    style = random.choice(("plain", "total row", "blank row above", "blank years"))
    for number, group in itertools.groupby(children, lambda child: child.year):
        sizes: dict[str, int] = {}
        members = list(group)
        for child in members:
            sizes[child.form] = sizes.get(child.form, 0) + 1
        lines = [[year(number), form, str(size)] for form, size in sorted(sizes.items())]
        if style == "total row":
            lines.append([year(number), "Total", str(len(members))])
        if style == "blank row above" and len(lines) > 1:
            lines = [[year(number), "", str(len(members))], *(["", *line[1:]] for line in lines)]
        if style == "blank years":
            lines = [lines[0], *(["", *line[1:]] for line in lines[1:])]
        rows += lines
    return as_text([["Year", "Class", "NOR"], *rows, ["Total", "", str(len(children))]])


def summary_beside_list(children: list[Child], year: Callable[[int], str], random: Random) -> list[Sheet]:
    summary = [["Year", "Pupils"], *([year(n), str(size)] for n, size in true_roll(children).items())]
    return [as_sheet(summary, "Summary"), as_sheet(by_child(children, year, "UPN"), "List")]


def two_dates(children: list[Child], year: Callable[[int], str], random: Random) -> list[Sheet]:
    rows = [[year(n), str(size + 3), str(size)] for n, size in true_roll(children).items()]
    return as_text([["Year", "Roll 03/10/2025", "Roll 05/10/2026"], *rows])


def numbers_without_a_word(children: list[Child], year: Callable[[int], str], random: Random) -> list[Sheet]:
    rows = [[year(n), "1", str(size)] for n, size in true_roll(children).items()]
    return as_text([["Year", "Forms", "Places taken"], *rows])


def two_terms(children: list[Child], year: Callable[[int], str], random: Random) -> list[Sheet]:
    head, *rows = by_child(children, year, "UPN")
    gone = [[f"G{n}", "Other", f"Child{n}", *row[3:]] for n, row in enumerate(rows[:2])]
    return [as_sheet([head, *rows], "Autumn"), as_sheet([head, *rows[2:], *gone], "Summer")]


LAYOUTS: Mapping[str, Layout] = {
    made.__name__: made
    for made in (
        *(guardians, guardians_without_numbers, leavers, with_status, sheet_for_each_year, blocks_on_a_sheet),
        *(hidden_rows, copy_and_leavers_sheets, numbers, numbers_by_sex, classes, summary_beside_list),
        *(two_dates, numbers_without_a_word, two_terms),
    )
}
ALWAYS_ASKED = {"hidden_rows", "copy_and_leavers_sheets", "two_dates", "numbers_without_a_word", "two_terms"}
NEVER_ASKED = {
    "guardians",
    "leavers",
    "sheet_for_each_year",
    "blocks_on_a_sheet",
    "numbers",
    "numbers_by_sex",
}


def rolls_by_answers(read: RollsRead) -> Iterator[dict[int, int]]:
    """What can come of a list, whatever is answered."""
    names = [question.id for question in read.questions]
    for answers in itertools.product(
        *([answer for answer, _ in question.options] for question in read.questions)
    ):
        years = read.years_by(dict(zip(names, answers, strict=True)))
        yield {year: roll.pupils for year, roll in years.items()}


@pytest.mark.parametrize("layout", LAYOUTS)
@given(children=schools(), year=st.sampled_from(YEARS), seed=st.integers(0, 10_000))
@settings(max_examples=8, deadline=None)
def test_the_true_roll_is_read_or_asked_for(
    layout: str, children: list[Child], year: Callable[[int], str], seed: int
) -> None:
    try:
        read = read_rolls(LAYOUTS[layout](children, year, Random(seed)), TODAY)
    except Unreadable:
        pytest.fail("a list that schools have is refused")
    assert true_roll(children) in list(rolls_by_answers(read))
    assert not (layout in ALWAYS_ASKED and not read.questions)
    assert not (layout in NEVER_ASKED and read.questions)
    told = repr(read)
    assert not any(name in told for name in (*SURNAMES, *FORENAMES, "H8012"))
