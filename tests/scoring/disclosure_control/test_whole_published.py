"""What may be shown of the whole round: its items, its scales and what is noted beside (MEASUREMENT 13)."""

from __future__ import annotations

from dataclasses import replace

import pytest

from selfeval.findings.estimates import Estimate, Interval
from selfeval.findings.findings import ItemFinding, ItemFit, Reliability, RoundFindings, ScaleFinding, to_json
from selfeval.scoring.disclosure_control.differencing import Leak
from selfeval.scoring.disclosure_control.publication import publish
from selfeval.scoring.disclosure_control.whole_round import nearly_unanimous
from selfeval.scoring.round_findings import round_findings
from tests.scoring.forms import AMOUNT, form, mixed

ALL = ("q0", "q1", "q2", "q3")


def published(responses: list[str], **asked: int) -> RoundFindings:
    return publish(round_findings(form(len(responses[0])), responses, **asked))


def with_scale(**changed: object) -> ScaleFinding:
    """The scale of forty mixed answers as it is published after a change of its exact figures."""
    exact = round_findings(form(4), mixed(40, 4), roll=50)
    scale = replace(exact.scales[0], **changed)  # type: ignore[arg-type]
    return publish(replace(exact, scales=(scale,))).scales[0]


def test_ten_people_are_told_of_in_full() -> None:
    found = published(mixed(10, 4), roll=40)
    assert found.n == 10
    assert {scale.hidden for scale in found.scales} == {item.hidden for item in found.items} == {None}


def test_a_round_of_one_looks_like_a_round_of_nine_and_a_round_of_nobody_says_so() -> None:
    nine, nobody = published(mixed(9, 4), roll=40), publish(round_findings(form(4), [], roll=40))
    assert to_json(nine) == to_json(published(mixed(1, 4), roll=40))
    assert nobody == replace(nine, notices=("no_answers",))


def test_that_nobody_knows_the_roll_is_told() -> None:
    assert published(mixed(40, 4)).notices == ("roll_unknown",)


def test_every_figure_of_an_item_is_a_whole_number_and_whose_it_is_stays() -> None:
    exact = round_findings(form(4), mixed(43, 4), roll=50).items[1]
    item = published(mixed(43, 4), roll=50).items[1]
    assert exact.shares is not None
    assert exact.favourable is not None
    assert exact.favourable.interval is not None
    assert any(share != int(share) for share in exact.shares.values())
    low, high = exact.favourable.interval.low, exact.favourable.interval.high
    assert item == ItemFinding(
        "q1",
        43,
        {option: int(share + 0.5) for option, share in exact.shares.items()},
        Estimate(int(exact.favourable.value + 0.5), Interval(int(low + 0.5), int(high + 0.5))),
        exact.apart,
    )


def test_the_mean_of_a_scale_and_what_agree_are_whole_numbers() -> None:
    found, exact = published(mixed(43, 4), roll=50).scales[0], round_findings(form(4), mixed(43, 4), roll=50)
    for shown, full in ((found.mean, exact.scales[0].mean), (found.favourable, exact.scales[0].favourable)):
        assert shown is not None
        assert shown.interval is not None
        assert full is not None
        assert full.interval is not None
        assert shown.value == int(full.value + 0.5) != full.value
        assert shown.interval == Interval(int(full.interval.low + 0.5), int(full.interval.high + 0.5))


def test_a_scale_of_nine_tells_its_name_only_not_which_questions_anybody_answered() -> None:
    responses = [*mixed(9, 4), *["...." for _ in range(40)]]
    assert published(responses).scales == (ScaleFinding("s0", hidden="few"),)


@pytest.mark.parametrize("answered", ["03", "3.", ".."])
def test_nor_do_its_groups_tell_it(answered: str) -> None:
    definition = form(4, scales=[[0, 1], [2, 3]])
    responses = [response[:2] + ".." for response in mixed(40, 4)]
    responses[:5] = [response[:2] + answered for response in responses[:5]]
    years = ["Y3", "Y4"] * 20
    found = publish(round_findings(definition, responses, groups=years))
    assert found.scales[1] == ScaleFinding("s1", hidden="few")
    for group in found.breakdowns[0].groups:
        assert group.scales[0].items == ("q0", "q1")
        assert group.scales[1] == ScaleFinding("s1", hidden="few")


@pytest.mark.parametrize(
    ("answers", "end"),
    [("01", Estimate(95.0, Interval(95.0, 100.0))), ("34", Estimate(5.0, Interval(0.0, 5.0)))],
)
def test_where_all_agree_or_nobody_does_a_scale_tells_that_end_only(answers: str, end: Estimate) -> None:
    responses = ["".join(answers[(person >> place) % 2] for place in range(4)) for person in range(40)]
    assert published(responses).scales[0] == ScaleFinding(
        "s0", 40, favourable=end, hidden="unanimous", items=ALL
    )


def test_where_all_have_one_score_a_scale_tells_no_figure() -> None:
    assert published(["0404"] * 40).scales[0] == ScaleFinding("s0", 40, hidden="unanimous", items=ALL)


def test_a_question_to_which_all_but_one_gave_one_answer_tells_its_end_and_who_skipped_it() -> None:
    responses = ["0" + response[1:] for response in mixed(30, 4)]
    responses[0], responses[1] = "4" + responses[0][1:], "." + responses[1][1:]
    item = published(responses).items[0]
    assert item == ItemFinding(
        "q0",
        29,
        favourable=Estimate(95.0, Interval(95.0, 100.0)),
        apart={"skipped": 1, "prefer_not": 0},
        hidden="unanimous",
    )


def test_a_hidden_question_tells_its_name_only() -> None:
    responses = [response if place < 9 else "." + response[1:] for place, response in enumerate(mixed(40, 4))]
    assert published(responses).items[0] == ItemFinding("q0", hidden="few")


def test_a_scale_whose_only_question_all_but_one_answered_alike_is_told_by_its_end() -> None:
    responses = ["0" + response[1:] for response in mixed(30, 4)]
    responses[0] = "4" + responses[0][1:]
    found = publish(round_findings(form(4, scales=[[0], [1, 2, 3]]), responses))
    end = Estimate(95.0, Interval(95.0, 100.0))
    assert found.scales[0] == ScaleFinding("s0", 30, favourable=end, hidden="unanimous", items=("q0",))
    assert found.scales[1].hidden is None


def test_of_the_questions_beside_a_hidden_one_the_most_even_is_hidden_with_it() -> None:
    """Question 1 splits 20 to 20, question 2 splits 35 to 5, question 3 splits 5 to 35."""
    split = {1: 20, 2: 35, 3: 5}
    responses = [
        ("0" if person < 9 else ".") + "".join("03"[person >= split[place]] for place in (1, 2, 3))
        for person in range(40)
    ]
    assert [item.hidden for item in published(responses).items] == ["few", "complement", None, None]


def test_without_a_good_answer_the_question_whose_answers_are_most_spread_is_hidden_beside_another() -> None:
    options = replace(AMOUNT, favourable_from=None)
    responses = [
        ("0" if person < 9 else ".") + "012"[min(person // 15, 2)] + "012"[person % 3] for person in range(42)
    ]
    found = publish(round_findings(form(3, options=options), responses))
    assert [item.favourable for item in found.items] == [None] * 3
    assert [item.hidden for item in found.items] == ["few", None, "complement"]


def item(n: int, favourable: float | None, **shares: float) -> ItemFinding:
    return ItemFinding(
        "q0",
        n,
        {option: 100 * some / n for option, some in shares.items()},
        None if favourable is None else Estimate(100 * favourable / n),
    )


@pytest.mark.parametrize(
    ("found", "alike"),
    [
        (item(30, None, yes=29, no=1), True),
        (item(30, None, yes=1, no=29), True),
        (item(30, None, yes=28, no=2), False),
        (item(30, None, yes=28, no=1, sometimes=1), False),
        (item(30, 29, yes=15, often=14, no=1), True),
        (item(30, 1, yes=1, no=15, never=14), True),
        (item(30, 28, yes=14, often=14, no=2), False),
        (item(30, 2, yes=2, no=14, never=14), False),
        (item(900, 898, yes=898, no=2), False),
        (item(900, 2, yes=2, no=898), False),
        (item(900, 899, yes=899, no=1), True),
    ],
)
def test_all_but_one_on_one_side_is_one_answer(found: ItemFinding, alike: bool) -> None:
    assert nearly_unanimous(found) is alike


def test_reliability_is_told_to_two_places_and_of_no_single_question() -> None:
    exact = Reliability(
        Estimate(0.87654, Interval(0.81234, 0.91267)),
        40,
        4,
        "consistent",
        0.88888,
        0.45678,
        (ItemFit("q0", 0.5, 0.8),),
    )
    assert with_scale(reliability=exact).reliability == Reliability(
        Estimate(0.88, Interval(0.81, 0.91)), 40, 4, "consistent", 0.89, 0.46
    )
    bare = replace(exact, alpha=Estimate(0.87654), omega=None, together=None)
    assert with_scale(reliability=bare).reliability == Reliability(Estimate(0.88), 40, 4, "consistent")
    assert with_scale(reliability=None).reliability is None


def test_notices_of_a_scale_stay_but_for_one_answer_from_all_and_tell_whole_numbers() -> None:
    notices = ("no_spread:q0", "two_way:61.5", "item_unanswered:q3", "reliability_few")
    assert with_scale(notices=notices).notices == ("two_way:62", "item_unanswered:q3", "reliability_few")


def test_what_has_no_order_is_put_together_with_what_is_small_and_not_with_its_neighbour() -> None:
    said = ["a"] * 6 + ["b"] * 20 + ["c"] * 5
    shown = publish(round_findings(form(4), mixed(31, 4), columns={"language": said})).breakdowns[0]
    assert [group.group for group in shown.groups] == ["b", "a and c"]
    ordered = publish(round_findings(form(4), mixed(31, 4), groups=said)).breakdowns[0]
    assert ordered.notice == "all_hidden"


def test_the_audit_takes_the_threshold_of_the_school(monkeypatch: pytest.MonkeyPatch) -> None:
    years = ["Y3"] * 12 + ["Y4"] * 30 + ["Y5"] * 20
    exact = round_findings(form(4), mixed(62, 4), groups=years)
    monkeypatch.setattr(
        "selfeval.scoring.disclosure_control.recoding.neighbours_joined",
        lambda people, _: [(name,) for name in people if name != "Y3"],
    )
    with pytest.raises(
        Leak,
        match=r"^The count of Y3 can be worked out\. s0: the mean of Y3 can be worked out\.$",
    ):
        publish(exact, 15)
