"""Targets of metrics, and what is said of metrics and actions: on their pages, and in an edition."""

from __future__ import annotations

from flask import Flask
from sqlalchemy import select

from selfeval.store.action_plans import Edition
from selfeval.store.editions import edition_content
from selfeval.store.metrics import MetricPoint
from tests.visitor import Visitor, text_of
from tests.web import stories
from tests.web.improve.test_metric_pages import LAST_YEAR, THIS_YEAR, add_metric, add_value, with_two_values
from tests.web.improve.test_plan_pages import add_action, add_objective

BY = {"by-day": "31", "by-month": "8", "by-year": "2025"}


def test_45_to_22_pupils_of_1100_improved_and_a_target_of_49_per_cent_less_cannot_be_told(
    lead: Visitor,
) -> None:
    metric_id = with_two_values(lead, 45, 22)
    target = {"kind": "reduction", "value": "49", **BY}
    looked = lead.send(f"/action-plan/metrics/{metric_id}/target", {**target, "act": "look"})
    assert "That is 22.95 of 1,100." in text_of(looked)
    assert "could not be told from chance" not in text_of(looked)
    assert lead.send(f"/action-plan/metrics/{metric_id}/target", {**target, "act": "save"}).status_code == 303
    page = text_of(lead.get(f"/action-plan/metrics/{metric_id}"))
    assert "Improved" in page
    assert "2.1 points lower; very likely between 0.7 and 3.6 lower." in page
    assert "Cannot tell; the figure itself reached it" in page
    assert "From 45 of 1,100, a fall is clear at" in page


def test_saving_a_target_of_20_to_14_pupils_warns_that_it_could_not_be_told(lead: Visitor) -> None:
    metric_id = with_two_values(lead, 20, 14, 1_000)
    target = {"kind": "reduction", "value": "30", **BY}
    looked = text_of(lead.send(f"/action-plan/metrics/{metric_id}/target", {**target, "act": "look"}))
    assert "Reaching this target alone could not be told from chance." in looked
    page = text_of(lead.get(f"/action-plan/metrics/{metric_id}"))
    assert "Cannot tell" in page
    assert "No target is set." in page


def test_again_30_per_cent_shows_all_that_it_can_mean(lead: Visitor) -> None:
    metric_id = with_two_values(lead, 45, 40, 100)
    first = {"kind": "reduction", "value": "30", **BY, "act": "save"}
    lead.send(f"/action-plan/metrics/{metric_id}/target", first)
    again = {**first, "by-year": "2026", "again": "yes", "of": "baseline"}
    lead.send(f"/action-plan/metrics/{metric_id}/target", again)
    page = text_of(lead.get(f"/action-plan/metrics/{metric_id}"))
    for told in (
        "Of the baseline: 18 of 100",
        "Of the target before: 22.05 of 100",
        "Of what was reached by then: 28 of 100",
    ):
        assert told in page


def test_all_that_is_wrong_with_a_target_is_said_at_once(lead: Visitor) -> None:
    metric_id = with_two_values(lead, 45, 22)
    page = text_of(
        lead.send(
            f"/action-plan/metrics/{metric_id}/target", {"kind": "match_national", "national": "2025/27 9"}
        )
    )
    assert "Enter the day by which it should be reached." in page
    assert "“2025/27 9” is no school year with a figure." in page
    page = text_of(
        lead.send(f"/action-plan/metrics/{metric_id}/target", {"kind": "reduction", "value": "150", **BY})
    )
    assert "Use per cent, from 1 to 100." in page


def test_what_became_of_the_actions_is_said_in_sentences_that_claim_no_cause(lead: Visitor) -> None:
    fell, stayed = with_two_values(lead, 90, 45), with_two_values(lead, 90, 88, title="Pupils sent home")
    objective = add_objective(lead)
    for text, progress, metric in (
        ("Train staff", "done", fell),
        ("Write to families", "done", stayed),
        ("Open a room", "under_way", fell),
    ):
        add_action(
            lead, objective, text=text, progress=progress, **{"metric-0": metric, "direction-0": "down"}
        )
    add_action(lead, objective, text="Buy chairs", progress="done")
    page = text_of(lead.get("/action-plan/what-became"))
    for sentence in (
        "Done, and moved.",
        "Done, no clear change: keep, change or stop?",
        "Not done, yet moved: something else did it.",
        "It names nothing that it should move.",
        "Change after an action does not prove the action caused it.",
    ):
        assert sentence in page
    assert "Done, and moved." in text_of(lead.get("/action-plan"))


def test_an_edition_keeps_what_was_said_of_metrics_when_it_was_closed(app: Flask, lead: Visitor) -> None:
    metric_id = with_two_values(lead, 90, 45)
    add_action(lead, add_objective(lead), progress="done", **{"metric-0": metric_id, "direction-0": "down"})
    lead.send("/action-plan/editions", {})
    with stories.parts(app).database.reading() as session:
        edition_id = session.scalars(select(Edition.id)).one()
    assert lead.send(f"/action-plan/editions/{edition_id}/close", {"sure": "yes"}).status_code == 303
    with stories.parts(app).database.reading() as session:
        wrong = session.scalars(select(MetricPoint.id).where(MetricPoint.numerator == 45)).one()
    typed = {**THIS_YEAR, "numerator": 88, "denominator": 1_100, "instead": wrong, "reason": "A slip."}
    lead.send(f"/action-plan/metrics/{metric_id}/values/new", typed)
    with stories.parts(app).database.reading() as session:
        document = edition_content(session.get_one(Edition, edition_id))
    assert [verdict.change for verdict in document.verdicts] == ["Improved"]
    assert document.metrics[0].points[-1].numerator == 45
    assert document.statuses[0].verdict == "Done, and moved."
    assert "Improved" in text_of(lead.get(f"/action-plan/editions/{edition_id}"))
    page = text_of(lead.get("/action-plan/what-became"))
    assert "Done, no clear change: keep, change or stop?" in page
    assert "Done, and moved." in page


def test_every_kind_of_target_is_saved_and_told(lead: Visitor) -> None:
    metric_id = with_two_values(lead, 145, 122)
    other = with_two_values(lead, 100, 99, title="Pupils suspended, girls")
    kinds: list[dict[str, object]] = [
        {"kind": "absolute", "value": "9"},
        {"kind": "match_national", "national": "2023/24 9.33\n2024/25 11.31"},
        {"kind": "beat_best"},
        {"kind": "within_margin", "value": "5", "national": "2024/25 11"},
        {"kind": "gap", "value": "3", "companion": other},
    ]
    for place, typed in enumerate(kinds):
        sent = {**typed, **BY, "act": "save", "reason": "Another one." if place else ""}
        done = lead.send(f"/action-plan/metrics/{metric_id}/target", sent)
        assert done.status_code == 303, text_of(done)
    told = text_of(lead.get(f"/action-plan/metrics/{metric_id}"))
    assert "At most 3 points behind Pupils suspended, girls, by 31 August 2025" in told
    assert "11.09 here and 9 there: 2.09 points behind." in told
    assert "Changed because: Another one." in told


def test_what_is_to_rise_first_has_the_day_fixed_on_which_it_turns(lead: Visitor) -> None:
    metric_id = with_two_values(lead, 20, 60, better="phased", kind="events")
    target = {
        "kind": "phased",
        **BY,
        "turns-day": "31",
        "turns-month": "8",
        "turns-year": "2026",
        "act": "save",
    }
    assert "It should turn before." in text_of(lead.send(f"/action-plan/metrics/{metric_id}/target", target))
    done = lead.send(f"/action-plan/metrics/{metric_id}/target", {**target, "by-year": "2028"})
    assert done.status_code == 303
    page = text_of(lead.get(f"/action-plan/metrics/{metric_id}"))
    assert "Up until 31 August 2026; down until 31 August 2028" in page
    assert "Improved" in page
    assert "It has no companion that says what a rise means." in page


def test_a_milestone_is_there_or_not(lead: Visitor) -> None:
    metric_id = add_metric(lead, kind="milestone", better="up", title="Charter published")
    assert add_value(lead, metric_id, LAST_YEAR, 2).status_code == 422
    assert add_value(lead, metric_id, LAST_YEAR, 0).status_code == 303
    lead.send(f"/action-plan/metrics/{metric_id}/target", {"kind": "milestone", **BY, "act": "save"})
    assert add_value(lead, metric_id, THIS_YEAR, 1).status_code == 303
    page = text_of(lead.get(f"/action-plan/metrics/{metric_id}"))
    assert "Reached" in page
    assert "Met" in page


def test_where_no_way_is_better_there_is_nothing_to_reach(lead: Visitor) -> None:
    metric_id = with_two_values(lead, 12, 30, of=100, kind="events", better="none")
    assert "Went up" in text_of(lead.get(f"/action-plan/metrics/{metric_id}"))
    assert "there is nothing to reach" in text_of(lead.get(f"/action-plan/metrics/{metric_id}/target"))


def test_what_cannot_be_had_is_not_obtainable_whatever_its_target(lead: Visitor) -> None:
    metric_id = add_metric(lead, obtainable="no", missing="The trust keeps these figures.")
    lead.send(
        f"/action-plan/metrics/{metric_id}/target", {"kind": "absolute", "value": "3", **BY, "act": "save"}
    )
    page = text_of(lead.get(f"/action-plan/metrics/{metric_id}"))
    assert "Not obtainable" in page
    assert "This cannot be had yet: The trust keeps these figures." in page


def test_a_target_in_two_steps_is_a_kind_of_its_own_and_saves_both(lead: Visitor) -> None:
    metric_id = with_two_values(lead, 45, 40, 100)
    address = f"/action-plan/metrics/{metric_id}/target"
    form = lead.get(address)
    assert "In two steps: so many per cent less, and as much again" in text_of(form)
    assert 'value="previous_target" checked' in form.text
    typed = {"kind": "twice", "value": "30", **BY, "second-day": "31", "second-month": "8"}
    wrong = lead.send(address, {**typed, "second-year": "2025"})
    assert "The second step comes after the first." in text_of(wrong)
    typed |= {"second-year": "2026", "of": "previous_target"}
    looked = text_of(lead.send(address, {**typed, "act": "look"}))
    assert "30 % less, of the baseline, by 31 August 2025" in looked
    assert "Again 30 % less, of the target before, by 31 August 2026" in looked
    assert "That is 31.5 of 100." in looked
    assert "That is 22.05 of 100." in looked
    assert lead.send(address, {**typed, "act": "save"}).status_code == 303
    page = text_of(lead.get(f"/action-plan/metrics/{metric_id}"))
    for reading in ("Of the baseline: 18 of 100", "Of the target before: 22.05 of 100"):
        assert reading in page
    further = {**typed, "by-year": "2027", "act": "save"}
    assert "A further step: so many per cent less again" in text_of(lead.get(address))
    assert lead.send(address, further).status_code == 303
    page = text_of(lead.get(f"/action-plan/metrics/{metric_id}"))
    assert "Again 30 % less, of the target before, by 31 August 2027" in page
    assert "30 % less, of the baseline, by 31 August 2025" in page
