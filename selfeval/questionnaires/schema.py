"""The schema of questionnaire files, checked by pydantic: which lines there may be and what each may hold."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints

from selfeval.questionnaires.model import OPTION_CHARACTERS, Audience, ItemKind, ScaleKind

Id = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9_.-]*$", max_length=60)]
Name = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=40)]
Language = Annotated[str, StringConstraints(pattern=r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$", max_length=20)]


def _line(most: int) -> object:
    """A text on one line, without spaces at its ends."""
    return StringConstraints(min_length=1, max_length=most, pattern=r"^[^\s\n](?:[^\n]*[^\s\n])?$")


Label = Annotated[str, _line(80)]
Question = Annotated[str, _line(300)]
Title = Annotated[str, _line(100)]
Hint = Annotated[str, _line(300)]
LevelText = Annotated[str, _line(400)]
Mark = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{8}$")]
Paragraphs = Annotated[str, StringConstraints(min_length=1, max_length=1_500, strip_whitespace=True)]


class Table(BaseModel):
    """A section of a file: nothing is converted, nothing unknown is let through."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)


class OptionTable(Table):
    id: Id
    points: Annotated[int, Field(ge=-100, le=100)] | None = None


def _option(given: object) -> object:
    """Options without points may be written as their ids alone."""
    return {"id": given} if isinstance(given, str) else given


class OptionSetTable(Table):
    options: Annotated[
        list[Annotated[OptionTable, BeforeValidator(_option)]],
        Field(min_length=2, max_length=len(OPTION_CHARACTERS)),
    ]
    favourable_from: int | None = None
    picture: Literal["cup"] | None = None


class EveryItemTable(Table):
    """What holds for every item that does not say otherwise."""

    options: Id | None = None
    kind: ItemKind | None = None
    also: list[Id] | None = None


class ItemTable(EveryItemTable):
    id: Id
    area: Id | None = None
    commitment: Annotated[str, StringConstraints(pattern=r"^\d\.\d$")] | None = None
    part: Annotated[str, StringConstraints(pattern=r"^[a-z]$")] | None = None
    not_beside: list[Id] = []
    reversed: bool = False
    sensitive: bool = False
    link: Id | None = None
    link_kind: Literal["verbatim", "adapted", "mirror"] | None = None
    years: list[Annotated[int, Field(ge=0, le=13)]] = []
    off_by_default: bool = False


class ScaleTable(Table):
    id: Id
    kind: ScaleKind
    items: Annotated[list[Id], Field(min_length=1)]
    area: Id | None = None
    minimum_answered: Annotated[float, Field(ge=0.01, le=500)] | None = None
    """How many questions, or below 1 which share of them."""


class ChangesTable(Table):
    """Ids kept, dropped and added; `merged` and `split` name the earlier ids that an id comes from."""

    unchanged: list[Id] = []
    reworded: list[Id] = []
    new: list[Id] = []
    retired: list[Id] = []
    merged: dict[str, list[Id]] = {}
    split: dict[str, list[Id]] = {}


class StructureFile(Table):
    """`v1.toml`: everything but the words."""

    questionnaire: Name
    version: Annotated[int, Field(ge=1, le=99)]
    audience: Audience
    items: Annotated[list[ItemTable], Field(min_length=1)]
    areas: list[Id] = []
    band: Annotated[str, _line(20)] | None = None
    years: list[Annotated[int, Field(ge=0, le=13)]] = []
    minutes: Annotated[int, Field(ge=1, le=600)] | None = None
    based_on: Annotated[int, Field(ge=1, le=99)] | None = None
    every_item: EveryItemTable = EveryItemTable()
    scales: list[ScaleTable] = []
    option_sets: dict[Id, OptionSetTable] = {}
    warm_ups: Annotated[list[Id], Field(max_length=5)] = []
    changes: ChangesTable | None = None
    accepted: dict[str, Hint] = {}


class ItemWordsTable(Table):
    text: Question
    short: Label = ""
    levels: dict[str, LevelText] = {}
    more: dict[str, Hint] = {}
    prompt: Hint = ""
    evidence: Annotated[list[Annotated[str, _line(120)]], Field(max_length=12)] = []
    note: Hint = ""
    changed: Hint = ""
    help: Hint = ""


class EveryLevelTable(Table):
    """What the texts of all indicators keep to, level by level."""

    rule: Hint = ""
    """The rule in words, for who rates."""
    most_words: Annotated[int, Field(ge=1, le=100)] | None = None
    must_say: dict[str, Annotated[list[Label], Field(min_length=1)]] = {}
    """Level -> words of which one must be in its text."""


def _words(given: object) -> object:
    """An item that has only its text may be written as that text alone."""
    return given if isinstance(given, dict) else {"text": given}


class WordsFile(Table):
    """`v1.en.toml`: the words of one language."""

    title: Title
    intro: Paragraphs
    answers: dict[str, Label]
    items: dict[str, Annotated[ItemWordsTable, BeforeValidator(_words)]]
    language: Language
    closing: Paragraphs | None = None
    """Needed by files of the first releases and shown nowhere; what was written then can be used for ever."""
    changed: Hint = ""
    """Of the version as a whole."""
    every_level: EveryLevelTable | None = None
    draft: bool = False
    options: dict[str, dict[str, Label]] = {}
    areas: dict[str, Label] = {}
    scales: dict[str, Label] = {}
    pages: dict[str, Label] = {}
    page_intros: dict[str, Hint] = {}
    warm_ups: dict[str, Question] = {}
    english: dict[str, Mark] = {}
    """Of a translation: address of a text -> what is remembered of the English it was made from."""


class StockFile(Table):
    """`areas.toml` and `options.toml` of the library."""

    areas: list[Id] = []
    option_sets: dict[Id, OptionSetTable] = {}


class StockWordsFile(Table):
    """`areas.en.toml` and `options.en.toml` of the library."""

    areas: dict[str, Label] = {}
    options: dict[str, dict[str, Label]] = {}
    english: dict[str, Mark] = {}
