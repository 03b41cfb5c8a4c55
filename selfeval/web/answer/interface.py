"""The words of the answering pages beside the questions, in one language and for one temper."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Literal

from selfeval.questionnaires.model import Definition

Temper = Literal["ks1", "ks2", "ks3", "staff"]
TEMPERS: tuple[Temper, ...] = ("ks1", "ks2", "ks3", "staff")
_OF_BAND: Mapping[str | None, Temper] = {"5-7": "ks1", "7-11": "ks2", "11-18": "ks3"}
WORDS = Path(__file__).parent / "words"


@dataclass(frozen=True)
class Interface:
    """What a page says, what the script puts into it, and what the server answers."""

    language: str
    page: Mapping[str, str]
    script: Mapping[str, str]
    outcomes: Mapping[str, Mapping[str, str]]
    """Outcome -> its `title` and its `sentence`, to whoever has answered."""
    at_start: Mapping[str, Mapping[str, str]]
    """The same before the first question, when there are no answers to speak of."""


def temper_of(definition: Definition) -> Temper:
    """How the page of a questionnaire looks and speaks: by the age of those who answer it."""
    return _OF_BAND.get(definition.band, "ks2") if definition.audience == "pupils" else "staff"


def languages() -> frozenset[str]:
    """The languages that the answering pages speak."""
    return frozenset(path.stem for path in WORDS.glob("*.toml"))


@cache
def interface(language: str, temper: Temper, practice: bool = False) -> Interface:
    """Raises FileNotFoundError for a language that the pages do not speak."""
    tables = tomllib.loads((WORDS / f"{language}.toml").read_text(encoding="utf-8"))
    own = tables["practice"] if practice else {"page": {}, "outcomes": {}}
    tables_of_outcomes = tables["outcomes"] | own["outcomes"]
    outcomes = {name: _for_temper(table, temper) for name, table in tables_of_outcomes.items()}
    return Interface(
        language=language,
        page=MappingProxyType(_for_temper(tables["page"], temper) | _for_temper(own["page"], temper)),
        script=MappingProxyType(_for_temper(tables["script"], temper)),
        outcomes=MappingProxyType({name: _said(told, "sentence") for name, told in outcomes.items()}),
        at_start=MappingProxyType({name: _said(told, "before") for name, told in outcomes.items()}),
    )


def _said(told: Mapping[str, str], which: str) -> Mapping[str, str]:
    """Heading and sentence; the one that is meant for this moment, where there is one."""
    return MappingProxyType({"title": told["title"], "sentence": told.get(which, told["sentence"])})


def _for_temper(table: Mapping[str, object], temper: Temper) -> dict[str, str]:
    """The sentences of a table, those of the temper in place of the general ones."""
    own = table.get(temper)
    general = {name: text for name, text in table.items() if isinstance(text, str)}
    return general | (own if isinstance(own, dict) else {})
