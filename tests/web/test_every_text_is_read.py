"""What the words files of the library say, somebody reads: on a page or on a print-out."""

from __future__ import annotations

import datetime as dt
import html
import re
from collections.abc import Iterable, Iterator

from flask import Flask

from selfeval.calendar.school_years import school_year, today
from selfeval.questionnaires.audiences import ONE_GROUP
from selfeval.questionnaires.catalogue import NAMES, latest
from selfeval.questionnaires.model import Words
from selfeval.questionnaires.schema import EveryLevelTable, ItemWordsTable, WordsFile
from selfeval.self_evaluation.judgements import indicators_of
from selfeval.surveys.plan import Plan, PlannedGroup, may_ask, whole_group
from selfeval.surveys.planning import plan
from tests.rated import rate_some
from tests.released import FAMILIES, GOVERNORS, STAFF, Asked, release_survey
from tests.visitor import Visitor
from tests.web import stories

EVERY_AGE = tuple(PlannedGroup(f"Year {year}", (year,), 40) for year in (1, 5, 9, 12))
SURVEYS = tuple(name for name in NAMES if name != "self-evaluation")
PUPILS = {
    "pupils-7-11": (Asked("Year 5", 30, 40),),
    "pupils-11-18": (Asked("Year 9", 30, 40),),
}
SEEN_ELSEWHERE = {
    "language": "names the file",
    "draft": "`selfeval check` says it",
    "english": "marks of the English a translation was made from; `selfeval check` compares them",
    "closing": "shown nowhere; files of the first releases had to have it",
    "changed": "of a version: where a trend breaks; of an item: beside what is carried over",
    "most_words": "a rule that `selfeval check` keeps",
    "must_say": "a rule that `selfeval check` keeps",
}
"""Fields of a words file that are no text of the newest version on a page -> where they are read."""
READ_HERE = {
    *(
        "title",
        "intro",
        "answers",
        "items",
        "every_level",
        "options",
        "areas",
        "scales",
        "pages",
        "warm_ups",
        "page_intros",
    ),
    *("text", "short", "levels", "more", "prompt", "evidence", "note", "help", "rule"),
}


def texts_of(words: Words) -> Iterator[str]:
    """Every text of a questionnaire in one language."""
    yield from (words.title, words.intro, words.level_rule)
    for item in words.items.values():
        yield from (item.text, item.short, item.prompt, item.note, item.help)
        yield from (*item.levels.values(), *item.more.values(), *item.evidence)
    for labels in (words.answers, words.areas, words.scales, words.pages, words.page_intros, words.warm_ups):
        yield from labels.values()
    for labels in words.options.values():
        yield from labels.values()


def unread(words: Words, pages: Iterable[str]) -> list[str]:
    """The texts that stand on none of these pages."""
    read = " ".join(plain(page) for page in pages)
    return sorted({text for text in texts_of(words) if text and plain(text) not in read})


def plain(text: str) -> str:
    """Without marks of HTML, and with what JSON writes otherwise as it is read."""
    unescaped = re.sub(r"\\u([0-9a-f]{4})", lambda code: chr(int(code[1], 16)), text)
    return " ".join(html.unescape(re.sub(r"<[^>]*>", " ", unescaped)).split()).casefold()


def test_no_field_of_a_words_file_is_neither_read_here_nor_elsewhere() -> None:
    fields = {*WordsFile.model_fields, *ItemWordsTable.model_fields, *EveryLevelTable.model_fields}
    assert fields == READ_HERE | SEEN_ELSEWHERE.keys()


def test_every_text_of_a_survey_is_read_by_somebody(app: Flask, lead: Visitor) -> None:
    about = {item.id for group in EVERY_AGE for item in may_ask("pupils", group.years)}
    of_others = {words.name: {item.id for item in may_ask(words.name)} for words in ONE_GROUP.values()}
    with stories.parts(app).database.writing() as session:
        for audience, groups, asked in (
            ("pupils", EVERY_AGE, about),
            *((name, (whole_group(name, 60),), of_others[name]) for name in of_others),
        ):
            plan(
                session,
                1,
                "Amina Yusuf",
                Plan(
                    audience=audience,  # type: ignore[arg-type]
                    title=f"Of {audience}",
                    opens_on=today(),
                    closes_on=today() + dt.timedelta(days=5),
                    adult="Grace Bello",
                    groups=groups,
                    about=sorted(asked),
                    decided="Governing body, 12 October",
                ),
            )
        release_survey(session, 1, "pupils", PUPILS)
        for name, asked_of in (("staff", STAFF), ("families", FAMILIES), ("governors", GOVERNORS)):
            release_survey(session, 1, name, asked_of)
    pages = [lead.get("/reports/2026").text]
    for survey_id in (1, 2, 3, 4):
        survey = stories.survey_in(app, survey_id)
        pages += [lead.get(f"/surveys/{survey_id}/{part}").text for part in ("questions", "tell/parents")]
        for round_ in survey.rounds:
            for group in round_.groups:
                address = f"/practice/{round_.code}/{group.number}"
                pages += [lead.client.get(address).text, lead.client.get(f"{address}/group.json").text]
                pages.append(lead.client.post(address, data={"slip": "PRACTICE"}).text)
    assert [(name, text) for name in SURVEYS for text in unread(latest(name).words["en"], pages)] == []


def test_every_text_of_the_self_evaluation_is_read_by_who_rates(app: Flask, lead: Visitor) -> None:
    questionnaire = latest("self-evaluation")
    pages = [lead.get("/self-evaluation").text]
    for area in questionnaire.definition.areas:
        for item in indicators_of(questionnaire.definition, area):
            pages.append(lead.get(f"/self-evaluation/{area}?indicator={item.id}").text)
    left = unread(questionnaire.words["en"], pages)
    assert left == [questionnaire.words["en"].title]  # it stands on the document that is printed
    with stories.parts(app).database.writing() as session:
        rate_some(session, school_year(today()), ("building",), indicators=1)
    assert questionnaire.words["en"].title in lead.get("/self-evaluation/whole").text
