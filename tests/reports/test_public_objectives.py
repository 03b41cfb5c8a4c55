"""What everybody may read of an edition: duty objectives, in its own words, and nobody's name."""

from __future__ import annotations

import datetime as dt

from selfeval.improvement.small_counts import TOO_FEW
from selfeval.reports.public_objectives import PublicEdition, public_edition
from tests.improvement.frozen_plans import FEW, SUSPENDED, frozen
from tests.improvement.invented_metrics import means

WORDS = {"duty.eliminate": "Stop discrimination", "char.race": "Race"}


def everything(value: object) -> str:
    """All words in a value, however deep."""
    return repr(value)


def published() -> PublicEdition:
    return public_edition(frozen(), WORDS)


def test_objectives_of_the_duty_are_shown_and_no_others() -> None:
    (one,) = published().objectives
    assert (one.objective, one.psed_aims, one.characteristics, one.aim) == (
        "Fewer pupils are suspended",
        ("Stop discrimination",),
        ("Race",),
        "Everybody stays",
    )
    assert one.milestones == (("Half the staff are trained", "reached on 28 March 2026"),)
    assert "Budget" not in everything(published())


def test_no_lead_no_update_and_no_reason_is_in_it() -> None:
    words = everything(published())
    for secret in ("Lind", "KA", "Secret", "Brook", "Bello", "minute 6", "No update"):
        assert secret not in words, secret


def test_actions_stand_with_how_they_stood_that_day() -> None:
    (one,) = published().objectives
    assert [(action.text, action.words, action.became) for action in one.actions] == [
        ("Talk first", ("Done",), "Done, and moved."),
        ("Visit at home", ("Stopped",), "Too few people to say."),
        ("Call families", ("Under way", "Overdue since 31 October 2026"), ""),
    ]


def test_metrics_say_what_the_edition_said_and_hide_small_counts() -> None:
    (one,) = published().objectives
    suspended, few = one.metrics
    assert suspended.baseline is not None
    assert suspended.newest is not None
    assert (suspended.baseline.value, suspended.newest.value) == (
        "45 of 1,100 (4.1\N{NO-BREAK SPACE}%)",
        "22 of 1,100 (2\N{NO-BREAK SPACE}%)",
    )
    assert (suspended.baseline.when, suspended.newest.when) == ("2021/22", "2022/23")
    assert suspended.change == "Improved"
    assert few.newest is not None
    assert (few.newest.value, few.newest.chance) == ("Fewer than 10 of 400", "")
    assert (few.change, few.target, few.sentence) == (TOO_FEW, TOO_FEW, "")


def test_what_an_edition_said_before_small_means_were_hidden_is_hidden_now() -> None:
    document = frozen(metrics=(means((52.0, 4.0, 7), (64.0, 4.0, 40), id=1), FEW))
    ((told, _),) = (one.metrics for one in public_edition(document, WORDS).objectives)
    assert told.baseline is not None
    assert told.baseline.value == "Of fewer than 10 people"
    assert told.change == TOO_FEW


def test_the_words_of_the_edition_are_kept_and_not_worked_out_anew() -> None:
    document = frozen(metrics=(SUSPENDED, FEW))
    said = tuple(
        type(one)(one.metric_id, "A word of then", "Another", "A sentence of then.")
        for one in document.verdicts
    )
    older = type(document)(
        document.term, document.closed_on, document.plan, document.metrics, document.statuses, said
    )
    ((told, _),) = (one.metrics for one in public_edition(older, WORDS).objectives)
    assert (told.change, told.target, told.sentence) == (
        "A word of then",
        "Another",
        "A sentence of then.",
    )


def test_an_objective_says_when_an_edition_with_it_was_published_first() -> None:
    first = {101: dt.date(2026, 3, 1)}
    (one,) = public_edition(frozen(), WORDS, first).objectives
    assert one.published_on == dt.date(2026, 3, 1)
    assert public_edition(frozen(), WORDS).objectives[0].published_on is None
