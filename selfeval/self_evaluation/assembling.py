"""A self-evaluation as it stands now, put together from the store as one document."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from sqlalchemy.orm import Session

from selfeval.calendar.school_years import date_in_england, year_label
from selfeval.questionnaires.model import SAME_MEANING, Item, Questionnaire
from selfeval.self_evaluation.carrying import LANGUAGE, Carried
from selfeval.self_evaluation.document import (
    Document,
    DocumentedArea,
    DocumentedEvidence,
    DocumentedIndicator,
    DocumentedStep,
    with_texts,
)
from selfeval.self_evaluation.earlier_year import earlier_year
from selfeval.self_evaluation.evidence import KINDS
from selfeval.self_evaluation.judgements import (
    NOT_KNOWN,
    AreaLevel,
    area_levels,
    chosen_levels,
    indicators_of,
)
from selfeval.self_evaluation.own_ratings import unseen_now
from selfeval.store.evidence import Evidence, EvidenceFile, used_evidence
from selfeval.store.schools_and_accounts import Account, School
from selfeval.store.self_evaluations import (
    AreaPlan,
    Judgement,
    SelfEvaluation,
    area_plans,
    judgements_of,
)
from selfeval.store.sign_off import ReviewStep, review_steps


def document_of(session: Session, evaluation: SelfEvaluation) -> Document:
    """The self-evaluation as the database has it at this moment; nothing in it depends on the day."""
    questionnaire = evaluation.questionnaire
    words = questionnaire.words[LANGUAGE]
    definition = questionnaire.definition
    judgements = judgements_of(session, evaluation.school_id, evaluation.year)
    unseen = unseen_now(session, evaluation)
    before = earlier_year(session, evaluation.school_id, evaluation.year, questionnaire)
    taken_over = before.carried if before else {}
    ladder = definition.options_of(definition.items[0])
    options = tuple(option.id for option in ladder.lowest_first)
    plans = area_plans(session, evaluation)
    levels = area_levels(definition, chosen_levels(judgements))
    levels_before = _levels_before(questionnaire, taken_over)
    evidence, uses, backs = _evidence(session, evaluation, [item.id for item in definition.items])
    steps = review_steps(session, evaluation)
    return Document(
        school=session.get_one(School, evaluation.school_id).name,
        year=evaluation.year,
        year_label=year_label(evaluation.year),
        title=words.title,
        questionnaire=definition.questionnaire,
        version=definition.version,
        scale=tuple(words.options[ladder.id][option] for option in options),
        options=options,
        areas=tuple(
            DocumentedArea(
                id=area,
                name=words.areas.get(area, area),
                mean=levels[area].mean,
                mean_before=levels_before[area].mean if area in levels_before else None,
                looked_after_by=_name(session, plans.get(area)),
                due=plans[area].due if area in plans else None,
                indicators=tuple(
                    replace(
                        _indicator(
                            questionnaire,
                            item,
                            judgements.get(item.id),
                            taken_over.get(item.id),
                            unseen=item.id in unseen,
                        ),
                        evidence=uses.get(item.id, ()),
                        backs=() if item.id in unseen else backs.get(item.id, ()),
                    )
                    for item in indicators_of(definition, area)
                ),
            )
            for area in definition.areas
        ),
        evidence=evidence,
        steps=tuple(map(documented_step, steps)),
        revision=evaluation.revision,
        reason=next((step.text for step in reversed(steps) if step.act == "reopened"), ""),
        year_before=year_label(before.year) if before else "",
        brought_in_from=evaluation.brought_in_from,
    )


def _levels_before(
    questionnaire: Questionnaire, taken_over: Mapping[str, Carried]
) -> Mapping[str, AreaLevel]:
    """The levels of the areas a year ago, of those areas in which every indicator meant the same."""
    definition = questionnaire.definition
    then = {name: one.level for name, one in taken_over.items() if one.kind in SAME_MEANING and one.sources}
    same = [
        area for area in definition.areas if all(item.id in then for item in indicators_of(definition, area))
    ]
    levels = area_levels(definition, then)
    return {area: levels[area] for area in same}


def _indicator(
    questionnaire: Questionnaire,
    item: Item,
    judgement: Judgement | None,
    over: Carried | None,
    *,
    unseen: bool,
) -> DocumentedIndicator:
    texts = questionnaire.words[LANGUAGE].items[item.id]
    comparable = over is not None and over.kind in SAME_MEANING
    _, points_before, label_before = _level(questionnaire, item, over.level if over and comparable else None)
    bare = DocumentedIndicator(
        id=item.id,
        number=item.number or item.id,
        short=texts.short,
        text=texts.text,
        ladder=tuple(
            texts.levels.get(option.id, "")
            for option in questionnaire.definition.options_of(item).lowest_first
        ),
        may_be_unknown=NOT_KNOWN in item.also,
        points_before=points_before,
        label_before=label_before,
    )
    if unseen:
        return replace(bare, unseen=True)
    if judgement is not None:
        rated = replace(
            with_texts(bare, judgement.rating),
            saves=judgement.version,
            rated_by=judgement.rated_by,
            rated_on=date_in_england(judgement.rated_at),
        )
        return _at_level(questionnaire, item, rated, judgement.level)
    if over is not None and over.provisional:
        taken_over = replace(bare, commentary=over.commentary, provisional=True)
        return _at_level(questionnaire, item, taken_over, over.level)
    return bare


def _at_level(
    questionnaire: Questionnaire, item: Item, indicator: DocumentedIndicator, option: str | None
) -> DocumentedIndicator:
    level, points, label = _level(questionnaire, item, option)
    description = questionnaire.words[LANGUAGE].items[item.id].levels.get(level or "", "")
    return replace(indicator, level=level, points=points, label=label, description=description)


def _level(
    questionnaire: Questionnaire, item: Item, option: str | None
) -> tuple[str | None, int | None, str]:
    """The option, its points and its label; nothing for one that this version has not."""
    options = questionnaire.definition.options_of(item)
    words = questionnaire.words[LANGUAGE]
    points = next((one.points for one in options.options if one.id == option), None)
    if option is None or (points is None and option not in item.also):
        return None, None, ""
    return option, points, words.answers[option] if points is None else words.options[options.id][option]


def _name(session: Session, plan: AreaPlan | None) -> str:
    if plan is None or plan.account_id is None:
        return ""
    return session.get_one(Account, plan.account_id).name


def _evidence(
    session: Session, evaluation: SelfEvaluation, order: Sequence[str]
) -> tuple[tuple[DocumentedEvidence, ...], Mapping[str, tuple[int, ...]], Mapping[str, tuple[str, ...]]]:
    """All pieces in the order in which indicators use them; indicator id -> numbers of its pieces, and how
    each of them stands to the level."""
    used = [use for use in used_evidence(session, evaluation) if use.use.indicator in order]
    numbers: dict[int, int] = {}
    pieces = []
    uses: dict[str, tuple[int, ...]] = {}
    backs: dict[str, tuple[str, ...]] = {}
    for use, piece, file in sorted(used, key=lambda one: order.index(one.use.indicator)):
        if piece.id not in numbers:
            numbers[piece.id] = len(numbers) + 1
            pieces.append(_piece(numbers[piece.id], piece, file))
        uses[use.indicator] = (*uses.get(use.indicator, ()), numbers[piece.id])
        backs[use.indicator] = (*backs.get(use.indicator, ()), use.strength)
    return tuple(pieces), uses, backs


def _piece(number: int, piece: Evidence, file: EvidenceFile | None) -> DocumentedEvidence:
    return DocumentedEvidence(
        number=number,
        form=piece.form,
        kind=KINDS.get(piece.kind, piece.kind),
        title=piece.title,
        made_on=piece.made_on,
        url=piece.url,
        note=piece.note,
        details=piece.details if piece.details != "{}" else "",
        file_name=file.name if file else "",
        sha256=file.sha256 if file else "",
    )


def documented_step(step: ReviewStep) -> DocumentedStep:
    """A step with its day in England."""
    return DocumentedStep(
        act=step.act,
        who=step.who,
        on=date_in_england(step.at),
        revision=step.revision,
        text=step.text,
        indicator=step.indicator,
        met_on=step.met_on,
        minute=step.minute,
    )
