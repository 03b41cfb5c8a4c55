"""Earlier years are brought in from a spreadsheet: matched, shown, saved, read-only, removed."""

from __future__ import annotations

import datetime as dt
import re
from html import unescape
from io import BytesIO
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from werkzeug.test import TestResponse

from selfeval.calendar.school_years import school_year, today, year_label
from selfeval.imports.judgements_file import HEADINGS, likely_columns, read_judgements, table_in
from selfeval.questionnaires.catalogue import latest, shipped
from selfeval.self_evaluation.history import YearRefused, bring_in_year, history_template, remove_year
from selfeval.store.database import Database
from selfeval.store.schools_and_accounts import AuditEntry, School
from selfeval.store.self_evaluations import Judgement, SelfEvaluation, judgements_of, self_evaluation_of
from selfeval.store.sign_off import ReviewStep
from tests.rated import rate_some
from tests.visitor import Visitor, text_of
from tests.web.people import head_teacher, other_lead
from tests.web.stories import parts

HISTORY = "/self-evaluation/history"
OURS = "Number,Level,Why\n1.1,2,Two trained\n2.1,Secure,\n3.1,Not known yet,Nobody looked\n"
THEIRS = "Standard;Where we are;Said\n1.1 Named equality lead;1;The best\nVision and values;5;\n1.2;3;\n"


@pytest.fixture
def last_year() -> int:
    return school_year(today()) - 1


def choose(visitor: Visitor, text: str | bytes, year: int, name: str = "old.csv") -> TestResponse:
    visitor.get(HISTORY)
    data = text.encode() if isinstance(text, str) else text
    return visitor.send(HISTORY, {"act": "read", "year": str(year), "file": (BytesIO(data), name)})


def hidden(page: TestResponse) -> dict[str, Any]:
    """What a page sends along unseen."""
    fields = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', page.text)
    return {name: unescape(value) for name, value in fields if name != "csrf_token"}


def levels(app: Flask, year: int) -> dict[str, str | None]:
    with parts(app).database.reading() as session:
        return {indicator: one.level for indicator, one in judgements_of(session, 1, year).items()}


def test_a_year_in_our_words_is_shown_then_saved_as_brought_in_and_read_only(
    app: Flask, lead: Visitor, last_year: int
) -> None:
    label = year_label(last_year)
    page = choose(lead, OURS, last_year)
    told = text_of(page)
    assert "3 indicators were read" in told
    assert "indicators (version 1)" in told
    assert "Secure 3 Secure" in told
    assert levels(app, last_year) == {}
    assert lead.send(HISTORY, hidden(page) | {"act": "save"}).status_code == 303
    assert levels(app, last_year) == {"se.1.1": "building", "se.2.1": "secure", "se.3.1": "not_known"}
    told = text_of(lead.get(f"/self-evaluation?year={last_year}"))
    assert f"{label} is brought in, with 3 indicators." in told
    assert "It came from “old.csv”. It can be read and not changed." in told
    assert "Nobody has it yet" not in told
    evidence = text_of(lead.get(f"/self-evaluation/evidence?year={last_year}"))
    assert "This year was brought in from a file. It can be read, and nothing can be added to it." in evidence
    assert "correction" not in evidence
    assert "Open an indicator and say what a visitor could look at" not in evidence
    assert "are last year’s: they count once somebody confirms them." in text_of(lead.get("/self-evaluation"))
    there = f"/self-evaluation/leadership?indicator=se.1.1&year={last_year}"
    assert "was brought in from “old.csv”, so nothing in it can be changed" in text_of(lead.get(there))
    late: dict[str, object] = {
        "indicator": "se.1.1",
        "version": "1",
        "level": "leading",
        "year": str(last_year),
        "act": "stay",
    }
    assert "This was not saved" in text_of(lead.send("/self-evaluation/leadership", late))
    assert "Brought in from “old.csv”." in text_of(lead.get(f"/self-evaluation/whole?year={last_year}"))
    assert "Brought in from a file" in text_of(lead.get(f"/self-evaluation/check?year={last_year}"))
    with parts(app).database.reading() as session:
        last = session.scalars(select(AuditEntry).order_by(AuditEntry.id.desc())).first()
        assert last is not None
        assert (last.act, last.subject) == (
            "brought in an earlier self-evaluation",
            f"{label} from “old.csv”",
        )


def test_no_governors_note_and_no_correction_of_what_was_brought_in_is_taken(
    app: Flask, lead: Visitor, last_year: int
) -> None:
    lead.send(HISTORY, hidden(choose(lead, OURS, last_year)) | {"act": "save"})
    noted = {"met_on-day": "5", "met_on-month": "10", "met_on-year": f"{last_year}", "minute": "minute 7"}
    for what, fields in (("noted", noted), ("reopen", {"reason": "A mistake."})):
        assert lead.send(f"/self-evaluation/{what}", {"year": f"{last_year}"} | fields).status_code == 409
    with parts(app).database.reading() as session:
        assert session.scalars(select(ReviewStep)).all() == []


def test_own_columns_and_levels_of_which_1_is_the_best_are_matched_by_the_lead(
    app: Flask, lead: Visitor, last_year: int
) -> None:
    page = choose(lead, THEIRS, last_year)
    assert "Say what is in the file" in text_of(page)
    refused = lead.send(HISTORY, hidden(page) | {"act": "match"})
    assert refused.status_code == 422
    assert "Choose the column that says which indicator it is." in text_of(refused)
    assert "Choose the column with the levels." in text_of(refused)
    columns = {"column-indicator": "0", "column-level": "1", "column-commentary": "1"}
    refused = lead.send(HISTORY, hidden(page) | columns | {"act": "match"})
    assert "This column is chosen twice." in text_of(refused)
    columns["column-commentary"] = "2"
    page = lead.send(HISTORY, hidden(page) | columns | {"act": "match"})
    assert page.status_code == 200
    for value in ("1", "5", "3"):
        assert f"“{value}” in the file is" in text_of(page)
    assert " selected" not in page.text.partition("What does each level mean?")[2]
    some = hidden(page) | columns | {"value-0": "leading", "act": "match"}
    refused = lead.send(HISTORY, some)
    assert refused.status_code == 422
    assert "Say what “5” means." in text_of(refused)
    assert "Say what “3” means." in text_of(refused)
    assert '<option value="leading" selected>' in refused.text
    page = lead.send(HISTORY, some | {"value-1": "none", "value-2": "not_started"})
    assert "5 0 Not started" in text_of(page)
    assert lead.send(HISTORY, hidden(page) | {"act": "save"}).status_code == 303
    assert levels(app, last_year) == {"se.1.1": "leading", "se.2.1": "not_started", "se.1.2": None}


def test_columns_that_are_not_read_are_named_and_actions_are_brought_in_with_lead_and_deadline(
    app: Flask, lead: Visitor, last_year: int
) -> None:
    sheet = (
        "Number,Level,Why,Actions,Lead,Deadline,Cost,Review\n1.1,2,Seen,Train two,Tom Okafor,3/5/27,40,June\n"
    )
    page = choose(lead, sheet, last_year)
    told = text_of(page)
    assert "Not read: columns G Cost and H Review." in told
    assert "the next step: D Actions; who will do it: E Lead; by when: F Deadline." in told
    assert "Train two (Tom Okafor, by 3 May 2027)" in told
    page = lead.send(HISTORY, hidden(page) | {"act": "columns"})
    fields = {**hidden(page), **{f"column-{kind}": str(place) for place, kind in enumerate(HEADINGS)}}
    page = lead.send(HISTORY, fields | {"column-commentary": "6", "value-0": "building", "act": "match"})
    assert "Not read: columns C Why and H Review." in text_of(page)
    assert lead.send(HISTORY, hidden(page) | {"act": "save"}).status_code == 303
    with parts(app).database.reading() as session:
        rating = judgements_of(session, 1, last_year)["se.1.1"].rating
    assert (rating.commentary, rating.next_step, rating.owner) == ("40", "Train two", "Tom Okafor")
    assert rating.due == dt.date(2027, 5, 3)
    there = f"/self-evaluation/leadership?indicator=se.1.1&year={last_year}"
    assert "Train two" in text_of(lead.get(there))


def test_numbers_that_could_be_ours_can_be_said_to_mean_something_else(
    app: Flask, lead: Visitor, last_year: int
) -> None:
    page = choose(lead, "Number,Level\n1.1,1\n1.2,4\n", last_year)
    assert "1 1 Starting 4 4 Leading" in text_of(page)
    page = lead.send(HISTORY, hidden(page) | {"act": "columns"})
    assert '<option value="starting" selected>' in page.text
    chosen = {"column-indicator": "0", "column-level": "1", "value-0": "leading", "value-1": "starting"}
    page = lead.send(HISTORY, hidden(page) | chosen | {"act": "match"})
    assert "1 4 Leading 4 1 Starting" in text_of(page)
    lead.send(HISTORY, hidden(page) | {"act": "save"})
    assert levels(app, last_year) == {"se.1.1": "leading", "se.1.2": "starting"}


def test_numbers_name_the_indicators_where_a_file_has_names_of_its_own_beside_them(
    lead: Visitor, last_year: int
) -> None:
    page = choose(
        lead,
        "Ref,Indicator,Level,Action,Date\n1.1,Who leads,1,Train two,1 May 2024\n1.2,All heard,4,,\n",
        last_year,
    )
    told = text_of(page)
    assert "2 indicators were read" in told
    assert "the indicator: A Ref" in told
    assert "by when: E Date" in told
    assert "cannot be taken" not in told
    assert "Choose the columns or levels again" in told
    names = "Ref,Indicator,Level\n1.1,Named equality lead,1\n1.2,Named equality lead,4\n"
    assert "the indicator: B Indicator" in text_of(choose(lead, names, last_year))


def test_rows_that_match_nothing_are_left_out_only_knowingly(
    app: Flask, lead: Visitor, last_year: int
) -> None:
    page = choose(lead, OURS + "8.1,2,\nTotal,3,\n", last_year)
    told = text_of(page)
    assert "2 rows cannot be taken" in told
    assert "Row 5 “8.1” is no indicator of version 1." in told
    assert "Row 6 “Total” is no indicator of version 1." in told
    refused = lead.send(HISTORY, hidden(page) | {"act": "save"})
    assert refused.status_code == 422
    assert "Tick that these rows may be left out" in text_of(refused)
    assert levels(app, last_year) == {}
    lead.send(HISTORY, hidden(refused) | {"act": "save", "leave-out": "yes"})
    assert len(levels(app, last_year)) == 3


def test_years_that_have_one_made_here_and_the_current_year_are_refused(
    app: Flask, lead: Visitor, last_year: int
) -> None:
    with parts(app).database.writing() as session:
        rate_some(session, last_year, ("secure",), indicators=1)
    refused = lead.send(HISTORY, {"act": "read", "year": str(last_year)})
    assert refused.status_code == 422
    assert "has a self-evaluation that was made here. It stays." in text_of(refused)
    assert "Choose a file that has something in it." in text_of(refused)
    for year, sentence in {
        last_year + 1: "Only a year that is over can be brought in.",
        last_year - 10: "Only the last 10 school years can be brought in.",
        0: "Only the last 10 school years",
    }.items():
        assert sentence in text_of(choose(lead, OURS, year)), year
    page = choose(lead, OURS, last_year - 1)
    late = lead.send(HISTORY, hidden(page) | {"act": "save", "year": str(last_year)})
    assert late.status_code == 422
    assert levels(app, last_year) == {"se.1.1": "secure"}
    assert lead.send(HISTORY, hidden(page) | {"act": "save"}).status_code == 303
    assert "is brought in already." in text_of(choose(lead, OURS, last_year - 1))


def test_texts_as_long_as_they_may_be_come_through_the_pages_whole(
    app: Flask, lead: Visitor, last_year: int
) -> None:
    items = latest("self-evaluation").definition.items
    longest = "ü" * 5_000
    page = choose(lead, "Number,Level,Why\n" + "".join(f"{i.number},2,{longest}\n" for i in items), last_year)
    as_files_are_sent = {"file": (BytesIO(b"x"), "unused.csv")}
    assert lead.send(HISTORY, hidden(page) | as_files_are_sent | {"act": "save"}).status_code == 303
    with parts(app).database.reading() as session:
        saved = judgements_of(session, 1, last_year)
        assert {one.commentary for one in saved.values()} == {longest}
        assert len(saved) == len(items)


def test_what_no_page_has_sent_is_refused(app: Flask, lead: Visitor, last_year: int) -> None:
    page = hidden(choose(lead, OURS, last_year))
    for wrong in ({"table": "[]"}, {"table": ""}, {"asked": "7"}, {"asked": "{"}):
        refused = lead.send(HISTORY, page | wrong | {"act": "save"})
        assert refused.status_code == 422, wrong
        assert "Choose the file again." in text_of(refused)
    refused = lead.send(HISTORY, page | {"act": "save", "value-0": "excellent"})
    assert refused.status_code == 422
    assert "needs a row of headings" in text_of(choose(lead, "nothing\n", last_year))
    assert "No row here names an indicator" in text_of(choose(lead, "Number,Level\nA,2\n", last_year))
    assert levels(app, last_year) == {}


def test_the_template_filled_in_comes_back_as_the_newest_version(lead: Visitor, last_year: int) -> None:
    body = lead.get(f"{HISTORY}/template.xlsx").data
    table = table_in(body, "template.xlsx")
    assert table.headings == (
        *("Number", "Short name", "Level", "Why"),
        *("Next step", "Who", "By when"),
    )
    assert len(table.rows) == len(latest("self-evaluation").definition.items)
    assert "No row here names an indicator and says something about it." in text_of(
        choose(lead, body, last_year, "template.xlsx")
    )
    filled = table.rows[0][1]
    filled[2:4] = ["2 Building", "Two trained"]
    columns = likely_columns(table.headings)
    read = read_judgements(table, columns, shipped()["self-evaluation"], {}, 5_000)
    assert read.questionnaire == latest("self-evaluation")
    assert [(row.indicator, row.level) for row in read.judgements] == [("se.1.1", "building")]


def test_a_brought_year_is_removed_after_a_question_and_one_made_here_never(
    app: Flask, lead: Visitor, last_year: int
) -> None:
    page = choose(lead, OURS, last_year)
    lead.send(HISTORY, hidden(page) | {"act": "save"})
    remove = f"{HISTORY}/remove?year={last_year}"
    assert remove in unescape(lead.get(HISTORY).text)
    assert f"Remove {year_label(last_year)}?" in text_of(lead.get(remove))
    assert len(levels(app, last_year)) == 3
    assert lead.post(f"{HISTORY}/remove", year=last_year).status_code == 303
    with parts(app).database.writing() as session:
        assert session.scalars(select(SelfEvaluation.id)).all() == []
        assert session.scalars(select(Judgement.id)).all() == []
        rate_some(session, last_year, ("secure",), indicators=1)
    assert lead.get(remove).status_code == 404
    assert lead.post(f"{HISTORY}/remove", year=last_year).status_code == 404
    assert levels(app, last_year) == {"se.1.1": "secure"}


def test_another_school_and_a_head_who_reads_remove_nothing(
    app: Flask, lead: Visitor, last_year: int
) -> None:
    page = choose(lead, OURS, last_year)
    lead.send(HISTORY, hidden(page) | {"act": "save"})
    tom, head = other_lead(app), head_teacher(app)
    assert tom.get(f"{HISTORY}/remove?year={last_year}").status_code == 404
    assert tom.post(f"{HISTORY}/remove", year=last_year).status_code == 404
    assert head.get(f"{HISTORY}/remove?year={last_year}").status_code == 403
    assert head.post(f"{HISTORY}/remove", year=last_year).status_code == 403
    assert "old.csv" not in tom.get(HISTORY).text
    assert "Bring in an earlier year" not in head.get("/self-evaluation").text
    assert "Bring in an earlier year" in lead.get("/self-evaluation").text
    assert len(levels(app, last_year)) == 3


def test_a_year_is_saved_and_removed_on_both_databases(database: Database, last_year: int) -> None:
    table = table_in(OURS.encode(), "old.csv")
    columns = likely_columns(table.headings)
    read = read_judgements(table, columns, shipped()["self-evaluation"], {}, 5_000)
    with database.writing() as session:
        school = School("Alder Vale Primary")
        session.add(school)
        session.flush()
        bring_in_year(session, school.id, last_year, read, "old\n.csv" + "x" * 300, "Amina Yusuf")
    with database.writing() as session:
        evaluation = self_evaluation_of(session, 1, last_year)
        assert evaluation is not None
        assert (evaluation.state, len(evaluation.brought_in_from)) == ("signed_off", 200)
        assert "\n" not in evaluation.brought_in_from
        assert len(evaluation.judgements) == 3
        with pytest.raises(YearRefused, match="brought in already"):
            bring_in_year(session, 1, last_year, read, "old.csv", "Amina Yusuf")
    with database.writing() as session:
        evaluation = self_evaluation_of(session, 1, last_year)
        assert evaluation is not None
        assert remove_year(session, evaluation, "Amina Yusuf")
    with database.writing() as session:
        assert self_evaluation_of(session, 1, last_year) is None
        rate_some(session, last_year, ("secure",), indicators=1)
        made_here = self_evaluation_of(session, 1, last_year)
        assert made_here is not None
        assert not remove_year(session, made_here, "Amina Yusuf")
    assert history_template(latest("self-evaluation")).startswith(b"PK")


def test_levels_in_our_own_words_are_chosen_already_though_others_must_be_matched(
    lead: Visitor, last_year: int
) -> None:
    page = choose(lead, "Number,Level\n1.1,Secure\n1.2,3 Secure\n1.3,Good\n2.1,2\n", last_year).text
    chosen = re.findall(r'<option value="(\w*)" selected>3 Secure', page)
    assert chosen == ["secure", "secure"]
    assert '<option value="building" selected>' not in page, "a number may be of another scale"


def test_a_template_is_there_for_every_version_of_the_indicators(lead: Visitor) -> None:
    page = lead.get(HISTORY)
    versions = shipped()["self-evaluation"]
    assert len(versions) > 1
    for questionnaire in versions:
        version = questionnaire.definition.version
        assert f"(version {version})" in text_of(page)
        table = table_in(lead.get(f"{HISTORY}/template.xlsx?version={version}").data, "template.xlsx")
        assert len(table.rows) == len(questionnaire.definition.items)
    assert lead.get(f"{HISTORY}/template.xlsx?version=99").status_code == 404


@pytest.mark.parametrize("version", [1, 2])
def test_names_in_a_file_say_which_list_its_numbers_mean_and_another_can_be_chosen(
    app: Flask, lead: Visitor, last_year: int, version: int
) -> None:
    first, second = shipped()["self-evaluation"][:2]
    both = {item.number: item.id for item in first.definition.items}
    old, new = first.words["en"].items, second.words["en"].items
    apart = [
        (item.number, old[both[item.number]].short, new[item.id].short)
        for item in second.definition.items
        if item.number in both
    ]
    number, *shorts = next(
        one for one in apart if not one[2].startswith(one[1]) and not one[1].startswith(one[2])
    )
    own = f"{shorts[version - 1]} and more"
    page = choose(lead, f"Number,What we call it,Level\n{number},{own},2\n", last_year)
    told = text_of(page)
    assert f"(version {version})" in told
    assert f"{number} {own}" in told
    assert "Not read" not in told
    for name in shorts:
        assert f"{number} {name}" in told
    other = {"version": str(3 - version)}
    assert f"{number} {shorts[2 - version]} {number} {own}" in text_of(
        lead.send(HISTORY, hidden(page) | other | {"act": "save"})
    )  # nothing is saved that was not shown
    assert levels(app, last_year) == {}
    page = lead.send(HISTORY, hidden(page) | other | {"act": "match"})
    assert lead.send(HISTORY, hidden(page) | other | {"act": "save"}).status_code == 303
    with parts(app).database.reading() as session:
        saved = self_evaluation_of(session, 1, last_year)
        assert saved is not None
        assert saved.definition.version == 3 - version
