"""The short plans of a small school, of a special school and of their trust. All of it is invented."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from selfeval.demo.demo_plan import DemoPlan, OwnersWords, Terms
from selfeval.demo.schools import AUTUMNS, OFFICER
from selfeval.demo.written import INVENTED
from selfeval.improvement.action_plan import Action, ActionPlan, Move, Objective, Origin, Update
from selfeval.improvement.metrics import Metric, Point, Reference

WORRY_BOX, GAMES, CLUB = (
    "Put a worry box into every class",
    "Teach playground games to Years 3 and 4",
    "Begin a reading club for families",
)
OF_LARKBECK: Terms = {
    (0, "autumn"): {
        WORRY_BOX: OwnersWords("under_way", "Classes have made their boxes. " + INVENTED),
        GAMES: OwnersWords("not_started", "It begins when it is warmer."),
        CLUB: OwnersWords("under_way", "Letters went to all families."),
    },
    (0, "summer"): {
        WORRY_BOX: OwnersWords("done", "Every class has one, and it is used."),
        GAMES: OwnersWords("under_way", "Older pupils teach them now."),
        CLUB: OwnersWords("stopped", "Two came.", reason="The hour did not suit families."),
    },
    (1, "autumn"): {GAMES: OwnersWords("under_way", "New pupils learn them first.")},
    (1, "summer"): {GAMES: OwnersWords("done", "It is part of every September.")},
}
SIGNS, POLICY, VISITS = (
    "Agree with pupils on signs for “I need help”",
    "Write the policy on words that hurt, with families",
    "Visit another special school each term",
)
OF_PEBBLEWOOD: Terms = {
    (0, "autumn"): {
        SIGNS: OwnersWords("under_way", "Each class has chosen two signs. " + INVENTED),
        POLICY: OwnersWords("under_way", "Five families came to talk."),
        VISITS: OwnersWords("done", "Two of us went."),
    },
    (0, "summer"): {
        SIGNS: OwnersWords("done", "All adults use them."),
        POLICY: OwnersWords("done", "Governors agreed it in June."),
        VISITS: OwnersWords("under_way", "It was put off."),
    },
    (1, "autumn"): {VISITS: OwnersWords("done", "They came to us.")},
    (1, "summer"): {VISITS: OwnersWords("under_way", "No school had a day free.")},
}


def _of_survey(voice: str, area: str, title: str, group: str) -> Metric:
    return Metric(
        title,
        "mean",
        "up",
        unit="points of 100",
        target_group=group,
        source="The survey, each autumn. " + INVENTED,
        frequency="Once a year",
        reference=Reference("scale", voice, area),
    )


def _term(monday: dt.date, numerator: float, denominator: float | None = None) -> Point:
    """The autumn term that begins before a Monday of October."""
    year = monday.year
    return Point(dt.date(year, 9, 1), dt.date(year, 10, 31), numerator, denominator, note=INVENTED)


def _larkbecks_metrics(monday: dt.date) -> Mapping[str, Metric]:
    return {
        "bullying": _of_survey(
            "pupils-7-11", "bullying", "How well bullying is dealt with, as pupils say", "Years 3 to 6"
        ),
        "alone": Metric(
            "Pupils who play alone",
            "share",
            "down",
            unit="a pupil alone on three days or more",
            target_group="Years 3 and 4",
            source="Lunchtime staff count. " + INVENTED,
            frequency="Once a year",
            points=(_term(monday, 8, 31),),
        ),
    }


def _larkbecks_later(monday: dt.date) -> Mapping[str, Point]:
    return {"alone": _term(monday.replace(year=monday.year + 1), 4, 31)}


def _larkbecks_plan(year: int, ids: Mapping[str, int], origin: Origin | None) -> ActionPlan:
    by = dt.date(year + AUTUMNS - 1, 11, 1)
    worries = Action(
        WORRY_BOX,
        "a",
        owners="Femi Sand",
        timescale=f"July {year + 1}",
        origin=origin,
        moves=(Move(ids["bullying"], "up", by, "Some pupils do not like to say it aloud."),),
    )
    games = Action(
        GAMES,
        "b",
        owners="Ada Quill",
        timescale=f"July {year + 2}",
        moves=(Move(ids["alone"], "down", by, "Some do not know how to join in."),),
    )
    club = Action(CLUB, "a", owners="AQ / FS", timescale=f"{year}-{(year + 1) % 100:02d}")
    return ActionPlan(
        objectives=(
            Objective(
                "Every pupil has somebody to tell and somebody to play with",
                "1",
                psed_aims=("duty.eliminate",),
                characteristics=("char.race", "char.disability"),
                timescale=f"{year} - {year + 4}",
                is_duty=True,
                published_on=dt.date(year, 12, 1),
                metric_ids=(ids["bullying"],),
                actions=(worries, games),
            ),
            Objective("Families come in", "2", psed_aims=("duty.relations",), actions=(club,)),
        )
    )


def _pebblewoods_metrics(monday: dt.date) -> Mapping[str, Metric]:
    return {
        "staff": _of_survey(
            "staff", "flourish", "How well each pupil can take part, as staff say", "All pupils"
        ),
        "policy": Metric(
            "The policy on words that hurt stands on our website",
            "milestone",
            "up",
            "full_count",
            source="Looked at by a governor. " + INVENTED,
            points=(_term(monday, 0),),
        ),
    }


def _pebblewoods_later(monday: dt.date) -> Mapping[str, Point]:
    return {"policy": _term(monday.replace(year=monday.year + 1), 1)}


def _pebblewoods_plan(year: int, ids: Mapping[str, int], origin: Origin | None) -> ActionPlan:
    by = dt.date(year + AUTUMNS - 1, 11, 1)
    signs = Action(
        SIGNS,
        "a",
        owners="Ines Vale",
        timescale=f"July {year + 1}",
        origin=origin,
        moves=(Move(ids["staff"], "up", by, "Pupils without speech ask for help less often."),),
    )
    policy = Action(
        POLICY,
        "b",
        owners="Joss Marlow",
        timescale=f"June {year + 1}",
        moves=(Move(ids["policy"], "up", dt.date(year + 1, 10, 31), "There is none."),),
    )
    visits = Action(VISITS, "c", owners="JM / IV", timescale=f"From November {year} (termly)")
    return ActionPlan(
        objectives=(
            Objective(
                "Every pupil can ask for help in their own way",
                "1",
                psed_aims=("duty.advance",),
                characteristics=("char.disability",),
                timescale=f"{year} - {year + 4}",
                is_duty=True,
                published_on=dt.date(year, 12, 1),
                metric_ids=(ids["staff"], ids["policy"]),
                actions=(signs, policy, visits),
            ),
        )
    )


def trusts_metrics(year: int) -> Mapping[str, Metric]:
    """Of whom the trust can count enough."""

    def followed(title: str, unit: str, *counts: tuple[int, int]) -> Metric:
        points = (
            Point(dt.date(year - 2 + at, 9, 1), dt.date(year - 1 + at, 8, 31), of_it, of, note=INVENTED)
            for at, (of_it, of) in enumerate(counts)
        )
        return Metric(title, "share", "up", unit=unit, source=INVENTED, points=tuple(points))

    return {
        "governors": followed("Governors trained on the duty", "a governor", (14, 61), (52, 63)),
        "applicants": followed(
            "Applicants from under-represented groups", "an applicant", (22, 140), (27, 151)
        ),
    }


def trusts_plan(year: int, ids: Mapping[str, int]) -> ActionPlan:
    """One action that is late, one stopped, one that moved something, one that did not, one under way."""

    def written(text: str, number: str, timescale: str, words: OwnersWords, *moves: Move) -> Action:
        update = Update(f"{year}-spring", words.progress, words.update, author=OFFICER.name)
        return Action(
            text,
            number,
            owners="RA",
            timescale=timescale,
            progress=words.progress,
            reason=words.reason,
            moves=moves,
            updates=(update,),
        )

    stopped = OwnersWords("stopped", "The date clashed twice.", reason="Schools would rather meet locally.")
    return ActionPlan(
        objectives=(
            Objective(
                "Schools learn from one another",
                "1",
                actions=(
                    written(
                        "Write one uniform policy for all schools",
                        "a",
                        f"July {year - 1}",
                        OwnersWords("under_way", "Two schools have sent theirs. " + INVENTED),
                    ),
                    written("Hold a day for all staff", "b", f"May {year}", stopped),
                    written("Leads meet", "c", "Half-termly", OwnersWords("under_way", "Five meetings.")),
                ),
            ),
            Objective(
                "Those who decide look like those they decide for",
                "2",
                metric_ids=tuple(ids.values()),
                actions=(
                    written(
                        "Train every governor on the duty",
                        "a",
                        f"March {year}",
                        OwnersWords("done", "Nearly all came, or saw it later."),
                        Move(ids["governors"], "up", dt.date(year, 8, 31), "Few had been."),
                    ),
                    written(
                        "Advertise governors’ posts in community centres",
                        "b",
                        f"March {year}",
                        OwnersWords("done", "Posters hung in four of them."),
                        Move(
                            ids["applicants"], "up", dt.date(year, 8, 31), "Most hear of it by word of mouth."
                        ),
                    ),
                ),
            ),
        )
    )


LARKBECKS_PLAN = DemoPlan(
    _larkbecks_metrics,
    _larkbecks_plan,
    OF_LARKBECK,
    "https://larkbeck.example/equality",
    21,
    _larkbecks_later,
)
PEBBLEWOODS_PLAN = DemoPlan(
    _pebblewoods_metrics,
    _pebblewoods_plan,
    OF_PEBBLEWOOD,
    "https://pebblewood.example/equality",
    34,
    _pebblewoods_later,
)
