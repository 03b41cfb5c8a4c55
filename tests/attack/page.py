"""docs/disclosure-attack.md: what was tried, and what came of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from tests.attack.run import Result
from tests.attack.shares import BANDS, OTHER, PUPILS, SEX, YEARS, Shares

HERE = Path(__file__).parent


def page(found: Result) -> str:
    """The page in words and tables."""
    tied, partners = found.tied, found.partnerships
    return (HERE / "page.md").read_text(encoding="utf-8").format(
        schools=f"{found.schools:,}",
        people=f"{found.people:,}",
        rounds=f"{found.rounds:,}",
        corrections=f"{found.corrections:,}",
        refused=f"{found.refused:,}",
        figures=f"{found.figures:,}",
        partnerships=f"{partners.partnerships:,}",
        found=_table("Attacker, Tried, Found", _found(found)),
        undecided=f"{found.undecided:,}",
        undecided_partnerships=f"{partners.undecided:,}",
        searched=f"{tied.searched:,}",
        fitted=f"{tied.found:,}",
        held=f"{tied.rows:,}",
        tables=f"{tied.tables:,}",
        likely=f"{tied.likely:,}",
        likely_right=f"{tied.likely_right:,}",
        likely_anyway=f"{tied.likely_anyway:,.0f}",
        shares=_table(
            "On roll, Lines by year, Pupils in them, Girls and boys, Other answers", _shares(found.shares)
        ),
        tried_alone=f"{partners.tried_alone:,}",
        alone=f"{100 * partners.told_of_alone / partners.alone:.0f}" if partners.alone else "no",
        pooled=f"{100 * partners.told / partners.large:.0f}" if partners.large else "no",
    )  # fmt: skip


def _found(found: Result) -> Iterator[Sequence[str]]:
    tied, of_many = found.tied, found.partnerships
    yield "Exact lines, a school's releases", f"{found.scales:,} areas of rounds", str(len(found.solved))
    yield "The same, with partnerships", f"{of_many.tried:,} areas and questions", str(len(of_many.leaks))
    yield "Numbers of people", f"{found.rounds + found.corrections:,} releases", str(len(found.counted))
    yield "Linear program", f"{found.sets:,} sets of few people", str(len(found.confined))
    yield "Rows in hand, divisions drawn", f"{tied.searched:,} tables", str(tied.sure)


def _shares(shares: Shares) -> Iterator[Sequence[str]]:
    for band, (least, most) in [*enumerate(BANDS), (None, (BANDS[0][0], BANDS[-1][1]))]:
        name = f"{least} to {most:,}" if band is not None else "all"
        yield name, *(_per_cent(shares.of(band, kind)) for kind in (YEARS, PUPILS, SEX, OTHER))


def _per_cent(share: float | None) -> str:
    return "none could be" if share is None else f"{share:.0f} %"


def _table(headings: str, rows: Iterable[Sequence[str]]) -> str:
    head = headings.split(", ")
    return "\n".join(f"| {' | '.join(line)} |" for line in (head, ["---"] * len(head), *rows))
