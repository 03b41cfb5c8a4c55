"""Tables by about-you question, made once from opened ballots; the answers behind them are forgotten."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from selfeval.findings.findings import Breakdown
from selfeval.questionnaires.model import Definition
from selfeval.store.surveys import THRESHOLD


@dataclass(frozen=True)
class OpenedBallot:
    """One opened ballot while it is in memory: group name, response string, about-you response string."""

    group: str
    answers: str
    about: str
    stored_sex: str | None = None
    """The sex that is stored with its response, if it is."""


# scipy takes a second to import and only a count needs it, so the figures are made by late imports here.


def characteristic_tables(
    definition: Definition,
    about: Definition,
    opened: Sequence[OpenedBallot],
    asked: Mapping[str, Sequence[bool]],
    threshold: int = THRESHOLD,
) -> list[Breakdown]:
    """What may be kept about each about-you question, made once from memory; the answers are forgotten.

    Whoever answered nothing else is in no table.

    `asked`: group name, as planned and in that order -> for each item of `about`, whether that group was
    asked it.
    """
    from selfeval.scoring.disclosure_control.characteristics import characteristic_breakdowns
    from selfeval.scoring.disclosure_control.recoding import Characteristic

    opened = [ballot for ballot in opened if not definition.is_blank(ballot.answers)]
    questions = [
        Characteristic(
            item.id,
            tuple(option.id for option in about.options_of(item).options),
            _values(about, place, opened, asked),
        )
        for place, item in enumerate(about.items)
    ]
    return characteristic_breakdowns(
        definition,
        [ballot.answers for ballot in opened],
        questions,
        groups=[ballot.group for ballot in opened],
        order=list(asked),
        key_variables=[ballot.stored_sex for ballot in opened],
        threshold=threshold,
    )


def _values(
    about: Definition, place: int, opened: Sequence[OpenedBallot], asked: Mapping[str, Sequence[bool]]
) -> list[str | None]:
    """Each ballot's answer to one about-you question: "" for none given, None for a group that was not asked.

    People who were not asked are no part of the whole that a table is set against: they hide nobody else.
    """
    option_of = {character: option for option, character in about.characters(about.items[place]).items()}
    return [
        option_of.get(ballot.about[place], "") if asked[ballot.group][place] else None for ballot in opened
    ]
