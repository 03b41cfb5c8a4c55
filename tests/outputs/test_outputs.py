"""Every figure and every verdict of every output is one that a release holds, by one parser of figures.

Twenty generated schools here, two hundred by `make outputs` (docs/outputs.md), the demo's nine reports in
tests/demo.
"""

from __future__ import annotations

from dataclasses import replace

import pytest
from flask import Flask
from sqlalchemy import select

from selfeval.findings.findings import RoundFindings
from selfeval.reports.sources import Sources, Voice
from selfeval.store.schools_and_accounts import Account
from tests.outputs.faults import Outputs, compare
from tests.outputs.figures import HeldFigures, numbers_in, verdicts_in
from tests.outputs.generated import generated
from tests.outputs.passages import Passage, html_passages, outputs_of
from tests.visitor import Visitor

IN_THE_SUITE = 20


@pytest.fixture
def account(app: Flask, lead: Visitor) -> Account:
    with app.extensions["selfeval"].database.reading() as session:
        return session.scalars(select(Account).order_by(Account.id)).first() or pytest.fail("Nobody is here.")


@pytest.mark.parametrize("seed", range(IN_THE_SUITE))
def test_no_output_of_a_generated_school_says_what_its_release_does_not(
    app: Flask, account: Account, seed: int
) -> None:
    compared = compare(app, account, *generated(seed))
    assert compared.faults == []
    assert compared.figures > 500


def _with(sources: Sources, findings: RoundFindings) -> Sources:
    voice: Voice = replace(sources.pupils[0], findings=findings)
    return replace(sources, pupils=(voice,))


def _another_mean(sources: Sources) -> Sources:
    """Belonging seventeen points higher than it is."""
    found = sources.pupils[0].findings
    scales = tuple(
        replace(scale, mean=replace(scale.mean, value=scale.mean.value + 17))
        if scale.mean and scale.scale == "belonging"
        else scale
        for scale in found.scales
    )
    return _with(sources, replace(found, scales=scales))


def _another_share(sources: Sources) -> Sources:
    """A question that seven of a hundred more agreed with than did."""
    found = sources.pupils[0].findings
    place = next(place for place, item in enumerate(found.items) if item.favourable and item.shares)
    item = found.items[place]
    assert item.favourable is not None
    more = replace(item, favourable=replace(item.favourable, value=item.favourable.value + 7.3))
    return _with(sources, replace(found, items=(*found.items[:place], more, *found.items[place + 1 :])))


def _another_group(sources: Sources) -> Sources:
    """Year 3 eleven points lower than it is."""
    found = sources.pupils[0].findings
    breakdowns = []
    for breakdown in found.breakdowns:
        first, *rest = breakdown.groups
        scales = tuple(
            replace(scale, mean=replace(scale.mean, value=scale.mean.value - 11)) if scale.mean else scale
            for scale in first.scales
        )
        breakdowns.append(replace(breakdown, groups=(replace(first, scales=scales), *rest)))
    return _with(sources, replace(found, breakdowns=tuple(breakdowns)))


@pytest.mark.parametrize(
    ("spoil", "where"),
    [
        (_another_mean, {"page", "full pdf", "csv"}),
        (_another_share, {"page", "pdf", "full pdf", "slides", "workbook", "csv"}),
        (_another_group, {"page", "full pdf", "workbook", "csv"}),
    ],
)
def test_a_figure_that_no_release_holds_is_found_in_each_output_that_has_it(
    app: Flask, account: Account, spoil: object, where: set[str]
) -> None:
    sources, _ = generated(9)
    spoilt = outputs_of(app, account, spoil(sources))  # type: ignore[operator]
    faults = Outputs(sources).faults(spoilt)
    assert where <= {fault.partition(":")[0] for fault in faults}


def test_a_verdict_that_no_release_holds_is_found_wherever_it_stands(app: Flask, account: Account) -> None:
    sources, trends = generated(10)
    (series,) = sources.series
    (change,) = series.changes
    turned = tuple(
        replace(scale, label={"improved": "declined", "declined": "improved"}.get(scale.label, scale.label))
        for scale in change.scales
    )
    wrong = (replace(series, changes=(replace(change, scales=turned),)),)
    spoilt = outputs_of(app, account, replace(sources, series=wrong), replace(trends, series=wrong))
    faults = Outputs(sources, trends).faults(spoilt)
    assert {"page", "pdf", "full pdf", "slides", "trend"} <= {
        fault.partition(":")[0] for fault in faults if "ed in “" in fault
    }


def test_a_figure_of_one_question_is_not_held_by_another(app: Flask, account: Account) -> None:
    sources, _ = generated(9)
    voice = sources.pupils[0]
    held = HeldFigures([voice])
    first, second = (statement for statement in voice.statements[:2])
    assert first.favourable is not None
    told = f"{first.figure.split()[0]} of 100 pupils agree with {first.quote}"
    assert held.faults(Passage("page", told)) == []
    only = {n for n in held.of[first.quote.strip("“”")] - held.of[second.quote.strip("“”")] if n > 4}
    strange = f"{max(only)} of 100 pupils agree with {second.quote}"
    assert len(held.faults(Passage("page", strange))) == 1


@pytest.mark.parametrize(
    ("text", "figures"),
    [
        ("52 (51 to 53)", {52, 51, 53}),
        ("Open 5 to 16 October 2026, released 23 October 2026", set()),
        ("pupils aged 7 to 11 (version 2)", set()),
        ("Years 3, 4 and 5: 61 of 100", {61}),
        ("“We are 30 here” 44 of 100", {44}),
        ("1,240 of 1,500", {1240, 1500}),
        ("Leaders 2.3 of 4; 5.4a Recording", set()),
        ("about 4 in 10 of about 25", {25}),
    ],
)
def test_what_is_a_figure_is_told_from_what_only_looks_like_one(text: str, figures: set[int]) -> None:
    assert numbers_in(text) == figures


def test_verdicts_are_read_whatever_their_case_and_not_inside_a_quotation() -> None:
    assert verdicts_in("Improved up 5; cannot tell") == {"improved", "cannot"}
    assert verdicts_in("“It has declined” is a question") == set()


def test_a_page_is_read_block_by_block() -> None:
    page = "<body><main><p>One 1</p><ul><li>Two <p>inner 2</p> 3</li></ul><svg><desc>A 4; B 5.</desc></svg>"
    texts = [passage.text for passage in html_passages("page", page + "</main><footer>6</footer>")]
    assert texts == ["One 1", "inner 2", "Two 3", "A 4", "B 5."]


def test_generated_schools_are_of_every_kind() -> None:
    every = [generated(seed)[0] for seed in range(IN_THE_SUITE)]
    sizes = [sources.pupils[0].findings.n or 0 for sources in every]
    assert min(sizes) < 30 < 100 < max(sizes)
    for has in ("staff", "leaders", "series"):
        assert {bool(getattr(sources, has)) for sources in every} == {True, False}
