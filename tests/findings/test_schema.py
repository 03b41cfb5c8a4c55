"""The published JSON Schema: up to date, and true of what releases and `selfeval score` write."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError

from selfeval.commands.score.command import score
from selfeval.findings.findings import ReleaseFindings, RoundFindings, to_json
from selfeval.findings.schema import schema
from selfeval.scoring.comparison.pairs import voice_gaps
from selfeval.scoring.comparison.released_round import ComparedRound
from selfeval.scoring.disclosure_control.publication import publish
from selfeval.scoring.measurement.scale_findings import Crossing
from selfeval.scoring.round_findings import round_findings
from tests.scoring.comparison.test_voices import form, side
from tests.scoring.references import ROLLS, SCHOOL, SEXES, school

PUBLISHED = Path(__file__).parents[2] / "docs" / "findings.schema.json"


@pytest.fixture(scope="module")
def valid() -> Callable[[str], None]:
    """Raises ValidationError for JSON that does not follow the published file."""
    told: dict[str, Any] = json.loads(PUBLISHED.read_text(encoding="utf-8"))
    Draft202012Validator.check_schema(told)
    validator = Draft202012Validator(told)
    return lambda text: validator.validate(json.loads(text))


def full() -> RoundFindings:
    responses, years, sexes = school()
    return round_findings(
        SCHOOL, responses, groups=years, rolls=ROLLS, crossing=Crossing("sex", sexes, SEXES), spoilt=1
    )


def test_the_published_file_is_what_the_command_prints() -> None:
    printed = CliRunner().invoke(score, ["--schema"])
    assert printed.exit_code == 0
    assert printed.stdout == schema() == PUBLISHED.read_text(encoding="utf-8")


def test_a_round_at_full_precision_and_published_follows_it(valid: Callable[[str], None]) -> None:
    valid(to_json(full()))
    valid(to_json(publish(full())))
    valid(to_json(round_findings(SCHOOL, [])))


def test_a_release_with_gaps_follows_it(valid: Callable[[str], None]) -> None:
    voices: list[ComparedRound] = [side(form("pupils"), 60, 1.7), side(form("staff"), 30, 1.1, 2)]
    release = ReleaseFindings("Alder Vale", "Autumn", "2026-10-05", "2026-10-16", (publish(full()),))
    valid(to_json(replace(release, gaps=voice_gaps(voices[:1], voices[1:], 10))))


@pytest.mark.parametrize(
    ("right", "wrong"),
    [('"n":240', '"n":"240"'), ('"n":240', '"n":240,"median":4'), ('"scales":', '"scale":')],
)
def test_what_is_not_findings_does_not_follow_it(
    valid: Callable[[str], None], right: str, wrong: str
) -> None:
    text = to_json(full())
    assert right in text
    with pytest.raises(ValidationError):
        valid(text.replace(right, wrong))


def test_fields_and_ids_say_what_they_mean() -> None:
    kinds = json.loads(schema())["$defs"]
    weighted = kinds["ScaleFinding"]["properties"]["weighted"]["description"]
    assert weighted.startswith("Mean weighted to the roll")
    assert "complement: it would give away" in kinds["ItemFinding"]["properties"]["hidden"]["description"]
    assert "turnout_low: fewer than 60" in kinds["RoundFindings"]["properties"]["notices"]["description"]
