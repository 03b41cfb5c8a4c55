"""Areas and option sets of the library, which any questionnaire may use by name."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType

from selfeval.questionnaires.faults import Fault, QuestionnaireFaults
from selfeval.questionnaires.model import Option, OptionSet
from selfeval.questionnaires.reading import read_table
from selfeval.questionnaires.schema import OptionSetTable, StockFile, StockWordsFile

LIBRARY = Path(__file__).parent / "library"


@dataclass(frozen=True)
class StockWords:
    """Names of areas and labels of options in one language."""

    areas: Mapping[str, str]
    options: Mapping[str, Mapping[str, str]]


@dataclass(frozen=True)
class Stock:
    """What a questionnaire may use without defining it; `areas` are in the order in which they are shown."""

    areas: tuple[str, ...]
    option_sets: Mapping[str, OptionSet]
    words: Mapping[str, StockWords]

    def words_in(self, language: str) -> StockWords:
        """The words of a language, empty where the library does not speak it."""
        return self.words.get(language, StockWords({}, {}))


def option_set(set_id: str, table: OptionSetTable) -> OptionSet:
    """An option set as its file has it; options without points are numbered downwards."""
    most = len(table.options)
    return OptionSet(
        id=set_id,
        options=tuple(
            Option(option.id, most - place if option.points is None else option.points)
            for place, option in enumerate(table.options)
        ),
        favourable_from=table.favourable_from,
        picture=table.picture,
    )


@cache
def stock() -> Stock:
    """The library's areas and option sets with their words in every language it has."""
    faults: list[Fault] = []
    areas = read_table(LIBRARY / "areas.toml", StockFile, faults)
    sets = read_table(LIBRARY / "options.toml", StockFile, faults)
    words: dict[str, StockWords] = {}
    for path in sorted(LIBRARY.glob("areas.*.toml")):
        language = path.name.split(".")[1]
        area_words = read_table(path, StockWordsFile, faults)
        option_words = read_table(LIBRARY / f"options.{language}.toml", StockWordsFile, faults)
        if area_words and option_words:
            words[language] = StockWords(area_words.areas, option_words.options)
    if faults or areas is None or sets is None:
        raise QuestionnaireFaults(faults)
    return Stock(
        areas=tuple(areas.areas),
        option_sets=MappingProxyType(
            {set_id: option_set(set_id, table) for set_id, table in sets.option_sets.items()}
        ),
        words=MappingProxyType(words),
    )
