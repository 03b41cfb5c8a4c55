"""The operator's guide is true: what it names is there, and no command or setting is left out."""

from __future__ import annotations

import configparser
import re
from pathlib import Path

import click
import pytest

from selfeval.commands.main import Commands, main
from selfeval.operations.backups import DAYS_KEPT, LOW, MONTHS_KEPT, NIGHT, VERY_LOW
from selfeval.settings import ENVIRONMENT, Settings
from selfeval.store.backup import NAME

DOCS = Path(__file__).resolve().parents[2] / "docs"
GUIDE = (DOCS / "operator.md").read_text("utf-8")
HEADINGS = re.findall(r"^#+ (.+)$", GUIDE, re.M)
IN_CODE = [*re.findall(r"`([^`\n]+)`", GUIDE), *re.findall(r"^```\w*\n(.*?)^```", GUIDE, re.M | re.S)]


def commands() -> dict[str, click.Command]:
    context = click.Context(main)
    assert isinstance(main, Commands)
    return {name: main.get_command(context, name) for name in main.list_commands(context)}  # type: ignore[misc]


def test_every_command_has_a_heading_and_every_heading_a_command() -> None:
    told = {heading.removeprefix("selfeval ") for heading in HEADINGS if heading.startswith("selfeval ")}
    assert told == set(commands())


def test_every_setting_has_a_heading_and_every_heading_a_setting() -> None:
    told = {heading for heading in HEADINGS if heading.isupper()}
    assert told == set(ENVIRONMENT)


def named_commands() -> list[str]:
    """Everything in code that calls the command, as far as its words go."""
    calls = re.compile(r"(?<![\w/.-])selfeval ((?:[a-z][\w-]* ?)+)")
    return sorted({call.strip() for text in IN_CODE for call in calls.findall(text)})


@pytest.mark.parametrize("call", named_commands())
def test_every_command_that_is_named_can_be_called(call: str) -> None:
    first, *rest = call.split()
    assert first in commands()
    found = commands()[first]
    if rest and isinstance(found, click.Group):
        assert rest[0] in found.list_commands(click.Context(found))


def test_every_option_that_is_named_is_an_option() -> None:
    options = {
        name
        for command in commands().values()
        for each in [command, *(command.commands.values() if isinstance(command, click.Group) else ())]
        for parameter in each.params
        for name in parameter.opts
    } | {"--help"}
    named = {option for text in IN_CODE for option in re.findall(r"(?<!\S)--[a-z-]+", text)}
    assert named
    assert named <= options


def test_every_variable_that_is_named_is_a_setting() -> None:
    named = {name for text in IN_CODE for name in re.findall(r"\b(SELFEVAL_[A-Z_]+|HOST|PORT)(?==)", text)}
    assert named <= set(ENVIRONMENT)


def test_the_unit_file_can_be_read_and_sets_only_what_there_is() -> None:
    (unit,) = re.findall(r"^```ini\n(.*?)^```", GUIDE, re.M | re.S)
    parser = configparser.ConfigParser(strict=False)
    parser.optionxform = str  # type: ignore[assignment]
    parser.read_string(unit)
    assert set(parser) == {"DEFAULT", "Unit", "Service", "Install"}
    given = dict(re.findall(r"^Environment=(\w+)=(.*)$", unit, re.M))
    assert Settings.from_environment(given).public_url == given["SELFEVAL_URL"]


def test_links_lead_somewhere() -> None:
    anchors = {re.sub(r"[^a-z0-9 -]", "", heading.lower()).replace(" ", "-") for heading in HEADINGS}
    for link in re.findall(r"\]\(([^)\s]+)\)", GUIDE):
        if link.startswith("#"):
            assert link[1:] in anchors, link
        elif not link.startswith("http"):
            assert (DOCS / link).exists(), link
    assert "docs/operator.md" in (DOCS.parent / "README.md").read_text("utf-8")


def test_the_numbers_are_those_of_the_code() -> None:
    stay = f"All of the last {DAYS_KEPT} days stay, and the first of each of the last {MONTHS_KEPT} months"
    assert stay in GUIDE
    assert f"every night after {NIGHT.hour} am" in GUIDE
    assert f"Below {LOW} % free" in GUIDE
    assert f"below {VERY_LOW} %" in GUIDE
    for name in re.findall(r"selfeval-\d[\w-]+\.zip", GUIDE):
        assert NAME.fullmatch(name), name
