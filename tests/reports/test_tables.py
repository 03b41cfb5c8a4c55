"""Findings as files to take away: what was released, and nothing a spreadsheet would run."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace

from selfeval.findings.comparisons import ScaleGap, VoiceGap
from selfeval.findings.estimates import Difference, Interval
from selfeval.findings.findings import Careless, ReleaseFindings, ScaleFinding, to_json
from selfeval.questionnaires.model import ItemWords
from selfeval.reports.json_files import findings_json
from selfeval.reports.sources import Voice
from selfeval.reports.tables import csv_text, findings_csv
from selfeval.reports.tidy_table import tidy_csv
from tests.reports.made import RELEASED, TEXTS, by_year, findings, group, item, pupils, sure, words


def _rows(*voices: Voice) -> list[dict[str, str]]:
    text = findings_csv(voices)
    assert text.startswith("\ufeff")
    return list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))))


def test_the_table_has_a_line_for_every_figure() -> None:
    rows = _rows(pupils())
    mean = next(row for row in rows if row["id"] == "culture" and row["figure"] == "mean")
    assert (mean["value"], mean["low"], mean["high"], mean["roll"]) == ("61", "59", "63", "80")
    shares = [row for row in rows if row["id"] == "adult" and row["figure"].startswith("share")]
    assert {row["figure"]: row["value"] for row in shares} == {"share agree": "44", "share disagree": "56"}


def test_checks_weights_and_who_stands_out_have_lines_of_their_own() -> None:
    made = findings(
        careless=Careless(share=12, without=(ScaleFinding("culture", 50, mean=sure(63, 60, 66)),))
    )
    culture, *rest = made.scales
    culture = replace(culture, weighted=sure(58, 56, 60), reach=Interval(49, 74))
    rows = _rows(pupils(replace(made, scales=(culture, *rest))))
    found = {
        row["figure"]: (row["value"], row["low"], row["high"]) for row in rows if row["id"] in ("culture", "")
    }
    assert found["careless"] == ("12", "", "")
    assert found["mean without careless"] == ("63", "60", "66")
    assert found["mean weighted to the roll"] == ("58", "56", "60")
    assert found["reach of those who did not answer"] == ("", "49", "74")


def test_staff_beside_pupils_are_lines_of_no_survey() -> None:
    gap = ScaleGap(
        "culture", (("place", "staff.place"),), 61, 74, Difference(13, Interval(5, 21)), perceived=True
    )
    hidden = ScaleGap("bullying", (("safe", "staff.safe"),), hidden="few")
    text = findings_csv([], [VoiceGap("d", "f", "e", (gap, hidden))])
    rows = list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))))
    assert [(row["id"], row["figure"], row["value"], row["low"]) for row in rows] == [
        ("culture", "pupils", "61", ""),
        ("culture", "staff", "74", ""),
        ("culture", "staff less pupils", "13", "5"),
        ("bullying", "pupils", "", ""),
        ("bullying", "staff", "", ""),
        ("bullying", "staff less pupils", "", ""),
    ]
    assert {row["not_shown_because"] for row in rows} == {"", "few"}


def test_a_group_that_rounds_up_to_its_roll_has_words_in_place_of_a_number() -> None:
    years = by_year(
        replace(group("Year 3", 20, sure(68, 66, 70)), roll=18), group("Year 4", 20, sure(60, 55, 65))
    )
    rows = _rows(pupils(findings(breakdowns=(years,))))
    told = {(row["group"], row["answered"], row["roll"]) for row in rows if row["by"] == "group"}
    assert told == {("Year 3", "all or nearly all", "18"), ("Year 4", "20", "50")}


def test_a_hidden_group_has_a_reason_and_no_number() -> None:
    years = by_year(group("Year 3", 25, sure(68, 66, 70)), group("Year 4", None, None, "few"))
    rows = _rows(pupils(findings(breakdowns=(years,))))
    (hidden,) = [row for row in rows if row["group"] == "Year 4"]
    assert hidden["not_shown_because"] == "few"
    assert not any(hidden[column] for column in ("answered", "roll", "value", "low", "high"))


def test_text_that_a_spreadsheet_would_run_is_disarmed() -> None:
    attack = '=HYPERLINK("http://x.example","see")'
    spoken = replace(
        words(), items={name: ItemWords(text) for name, text in TEXTS.items()} | {"place": ItemWords(attack)}
    )
    named = by_year(group("-1+1", 25, sure(68, 66, 70)), group("@Year 4", 25, sure(60, 55, 65)))
    voice = replace(pupils(findings(breakdowns=(named,))), words=spoken)
    rows = _rows(voice)
    assert f"'{attack}" in {row["text"] for row in rows}
    assert {"'-1+1", "'@Year 4"} <= {row["group"] for row in rows}
    assert not any(value[:1] in ("=", "+", "@") for row in rows for value in row.values())


def test_json_holds_the_findings_as_they_were_frozen() -> None:
    frozen = to_json(
        ReleaseFindings("Alder Vale Primary", "Autumn", "2026-10-05", "2026-10-16", (findings(),))
    )
    told = json.loads(findings_json([(RELEASED, frozen)]))
    (release,) = told["releases"]
    assert release["digest"] == RELEASED.digest
    assert release["findings"] == json.loads(frozen)


def test_a_question_all_answered_alike_has_its_bound_and_no_shares() -> None:
    alike = item("place", sure(95, 95, 95), "unanimous")
    rows = [row for row in _rows(pupils(findings(items=(alike,)))) if row["id"] == "place"]
    assert [row["figure"] for row in rows] == ["favourable"]
    assert rows[0]["not_shown_because"] == "unanimous"


def test_no_text_starts_a_formula_in_any_file_and_figures_stay_figures() -> None:
    starts = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
    text = csv_text(("text", "figure"), [(f"{start}1", -1.5) for start in starts], mark=False)
    assert list(csv.reader(io.StringIO(text, newline="")))[1:] == [[f"'{start}1", "-1.5"] for start in starts]


def test_forms_handed_in_empty_have_a_line_and_a_few_of_them_a_reason() -> None:
    def line(blank: int | None) -> list[tuple[str, str]]:
        rows = _rows(pupils(findings(blank=blank)))
        return [
            (row["value"], row["not_shown_because"]) for row in rows if row["figure"] == "handed in empty"
        ]

    assert (line(0), line(15), line(None)) == ([], [("15", "")], [("", "few")])
    exactly, few = (tidy_csv(findings(blank=blank)) for blank in (15, None))
    assert ",whole,,,blank,15," in exactly
    assert ",whole,,,blank:few,,," in few
