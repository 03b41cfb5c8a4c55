"""Questionnaire files in, checked questionnaires out, and those that come with selfeval."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from types import MappingProxyType

from pydantic import TypeAdapter, ValidationError

from selfeval.questionnaires.audiences import AskedAudience, words_of
from selfeval.questionnaires.consistency import Complaint, change_complaints, change_list, complaints_of
from selfeval.questionnaires.mending import Mended
from selfeval.questionnaires.model import (
    Change,
    Definition,
    Item,
    OptionSet,
    Questionnaire,
    Words,
    without_unset,
)
from selfeval.questionnaires.parts import LIBRARY, build_definition, build_words, stock
from selfeval.questionnaires.schema import StructureFile, WordsFile
from selfeval.questionnaires.toml_files import Fault, QuestionnaireFaults, read_table

_WORDS_FILE = re.compile(r"(.+)\.([a-z]{2,3}(?:-[A-Za-z0-9]{2,8})*)\.toml")
_VERSION_FILE = re.compile(r"v([1-9]\d?)\.toml")
_DEFINITION = TypeAdapter(Definition)


def load(path: Path) -> Questionnaire:
    """The questionnaire in a structure file and the words files beside it. Raises QuestionnaireFaults."""
    return with_earlier(path)[-1]


def structure_of(path: Path) -> Path:
    """The structure file of a words file (`v1.toml` for `v1.en.toml`); any other path as it is."""
    named = _WORDS_FILE.fullmatch(path.name)
    structure = path.with_name(f"{named.group(1)}.toml") if named else path
    return structure if structure.exists() else path


def with_earlier(path: Path) -> tuple[Questionnaire, ...]:
    """A version and all versions before it, oldest first. Raises QuestionnaireFaults."""
    faults: list[Fault] = []
    mended = Mended()
    structure = read_table(path, StructureFile, faults, mended)
    if structure is None:
        for beside in _words_files(path).values():
            read_table(beside, WordsFile, faults)
        raise QuestionnaireFaults(faults)
    definition, complaints = build_definition(structure, stock())
    faults.extend(_as_faults(path, complaints, mended))
    named = _VERSION_FILE.fullmatch(path.name)
    if named and int(named.group(1)) != structure.version and "version" not in mended.sections:
        sentence = f"It says version {structure.version}, but the file is called {path.name}."
        faults.append(Fault(path.name, "version", sentence))
    words = _words_beside(path, definition, faults, mended)
    earlier = _earlier(path, structure, faults, mended)
    changes = change_list(structure.changes) if structure.changes else ()
    questionnaire = Questionnaire(definition, words, changes, structure.accepted)
    if earlier and not faults:
        faults.extend(_as_faults(path, change_complaints(questionnaire, earlier)))
    if faults:
        raise QuestionnaireFaults(faults)
    return (*earlier, questionnaire)


def _as_faults(path: Path, complaints: list[Complaint], mended: Mended | None = None) -> list[Fault]:
    """What is wrong, but for what may be so only because something else was mended."""
    return [
        Fault(path.name, about, sentence)
        for about, sentence in complaints
        if mended is None or not mended.explains(about, sentence)
    ]


def _words_beside(
    path: Path, definition: Definition, faults: list[Fault], of_structure: Mended
) -> dict[str, Words]:
    """Language -> words, of every words file beside a structure file."""
    words: dict[str, Words] = {}
    for language, beside in _words_files(path).items():
        mended = Mended(set(of_structure.ids), set(of_structure.sections))
        file = read_table(beside, WordsFile, faults, mended)
        if file is None:
            continue
        if "language" in mended.sections:
            file = file.model_copy(update={"language": language})
        if file.language != language:
            sentence = f"The file says “{file.language}”, but its name says “{language}”."
            faults.append(Fault(beside.name, "language", sentence))
        words[language], complaints = build_words(file, definition, stock())
        faults.extend(_as_faults(beside, complaints, mended))
    if not _words_files(path):
        sentence = f"Its words are missing. Write them in a file “{path.stem}.en.toml” beside it."
        faults.append(Fault(path.name, "", sentence))
    return words


def _words_files(path: Path) -> dict[str, Path]:
    """Language -> words file, of those beside a structure file."""
    files = [(_WORDS_FILE.fullmatch(beside.name), beside) for beside in sorted(path.parent.glob("*.toml"))]
    return {match.group(2): beside for match, beside in files if match and match.group(1) == path.stem}


def _earlier(
    path: Path, structure: StructureFile, faults: list[Fault], mended: Mended
) -> tuple[Questionnaire, ...]:
    """All versions before, oldest first; they lie beside the file as v1.toml, v2.toml and so on."""
    if mended.sections & {"version", "changes"}:
        return ()
    if structure.version == 1:
        if structure.changes is not None:
            sentence = "A first version has nothing to change. Leave [changes] out."
            faults.append(Fault(path.name, "changes", sentence))
        return ()
    if structure.changes is None:
        sentence = "A later version needs [changes]: what became of every question of the version before."
        faults.append(Fault(path.name, "changes", sentence))
    before = path.with_name(f"v{structure.version - 1}.toml")
    if path.name != f"v{structure.version}.toml" or not before.exists():
        sentence = f"Call this file v{structure.version}.toml, and put {before.name} beside it."
        faults.append(Fault(path.name, "version", sentence))
        return ()
    try:
        return with_earlier(before)
    except QuestionnaireFaults as unreadable:
        faults.extend(unreadable.faults)
        return ()


def definition_from_json(text: str) -> Definition:
    """The definition in its canonical JSON, checked like one from a file. Raises QuestionnaireFaults."""
    try:
        definition = _DEFINITION.validate_json(text, strict=True)
    except ValidationError as error:
        raise QuestionnaireFaults(
            Fault("definition", ".".join(map(str, details["loc"])), f"{details['msg']}.")
            for details in error.errors(include_url=False)
        ) from error
    faults = _as_faults(Path("definition"), complaints_of(definition))
    if json.loads(definition.to_json()) != without_unset(json.loads(text)):
        faults.append(Fault("definition", "", "It holds something that is no part of a definition."))
    if faults:
        raise QuestionnaireFaults(faults)
    return definition


NAMES = (
    "self-evaluation",
    "pupils-5-7",
    "pupils-7-11",
    "pupils-11-18",
    "staff",
    "families",
    "governors",
    "about-you-pupils",
    "about-you-staff",
    "about-you-families",
)
_LAST_YEARS = {"pupils-5-7": 2, "pupils-7-11": 6, "pupils-11-18": 13}


@cache
def shipped() -> Mapping[str, tuple[Questionnaire, ...]]:
    """Name -> its versions, oldest first."""
    return MappingProxyType({name: _versions(name) for name in NAMES})


def _versions(name: str) -> tuple[Questionnaire, ...]:
    paths = [path for path in (LIBRARY / name).glob("v*.toml") if path.stem[1:].isdigit()]
    return tuple(load(path) for path in sorted(paths, key=lambda path: int(path.stem[1:])))


@cache
def latest(name: str) -> Questionnaire:
    """The newest version. Raises KeyError for a name that is not shipped."""
    return shipped()[name][-1]


@cache
def find(name: str, version: int) -> Questionnaire:
    """Raises KeyError for a name or version that is not shipped."""
    for questionnaire in shipped()[name]:
        if questionnaire.definition.version == version:
            return questionnaire
    raise KeyError(f"{name} version {version}")


@cache
def _library() -> frozenset[tuple[Item, OptionSet, str, str]]:
    """Every question that any version of the library's asks, with its answers, a language and its words."""
    return frozenset(
        (item, one.definition.options_of(item), language, words.items[item.id].text)
        for versions in shipped().values()
        for one in versions
        for item in one.definition.items
        for language, words in one.words.items()
    )


def own_items(questionnaire: Questionnaire) -> frozenset[str]:
    """The questions of a questionnaire that are not the library's, whatever their ids say.

    One is the library's if it is asked in the same words with the same answers in one language at least.
    """
    definition, library = questionnaire.definition, _library()
    return frozenset(
        item.id
        for item in definition.items
        if not any(
            (item, definition.options_of(item), language, words.items[item.id].text) in library
            for language, words in questionnaire.words.items()
            if item.id in words.items
        )
    )


def versions_between(name: str, after: int, until: int) -> tuple[Questionnaire, ...]:
    """The versions after one version and up to another, oldest first: whose change lists lead across."""
    return tuple(one for one in shipped()[name] if after < one.definition.version <= until)


def changes_by_version(name: str) -> dict[int, tuple[Change, ...]]:
    """Version -> its change list against the version before; empty for a name that is not shipped."""
    return {version.definition.version: version.changes for version in shipped().get(name, ())}


def band_for_year(year: int) -> str:
    """Name of the questionnaire for a year group, Reception being 0. Raises ValueError outside 0-13."""
    if year < 0:
        raise ValueError(f"There is no year group {year}.")
    for name, last in _LAST_YEARS.items():
        if year <= last:
            return name
    raise ValueError(f"There is no year group {year}.")


def every_about_you(audience: AskedAudience) -> tuple[Item, ...]:
    """Every about-you item of the newest version; none of those who are asked nothing about themselves."""
    words = words_of(audience)
    return latest(words.about).definition.items if words.asks_about else ()


def about_you(audience: AskedAudience, years: Sequence[int] = ()) -> tuple[Item, ...]:
    """About-you items that may be asked of a group; merged years get the questions of the youngest."""
    items = every_about_you(audience)
    if words_of(audience).is_one_group:
        return items
    return tuple(item for item in items if years and min(years) in item.years)


@cache
def about_you_with(audience: AskedAudience, items: frozenset[str]) -> Questionnaire:
    """The newest version of the about-you questions that asks all of these; the newest where none does."""
    versions = shipped()[words_of(audience).about]
    that_ask = [one for one in versions if one.definition.items_by_id.keys() >= items]
    return (that_ask or versions)[-1]


YEARS = range(14)
"""Reception, then Years 1 to 13."""
BANDS = tuple(_LAST_YEARS)
"""Questionnaires for pupils, the youngest first."""
NOBODY = len(YEARS)
"""The year from which a questionnaire is asked if nobody is asked it."""
Starts = tuple[int, ...]
"""For each questionnaire, the first year that is asked it, up to the first of the next."""
BY_AGE: Starts = tuple(min(year for year in YEARS if band_for_year(year) == band) for band in BANDS)


def asked_in(year: int, starts: Starts = BY_AGE) -> str:
    """The questionnaire that a year answers."""
    return [band for band, start in zip(BANDS, starts, strict=True) if start <= year][-1]


def is_younger(questionnaire: str, year: int) -> bool:
    """Whether a questionnaire is meant for younger pupils than those of a year."""
    return BANDS.index(questionnaire) < BANDS.index(band_for_year(year))


@cache
def years_asked(starts: Starts) -> Mapping[str, tuple[int, ...]]:
    """Questionnaire -> the years that answer it; one that nobody answers is left out."""
    asked = [(band, tuple(year for year in YEARS if asked_in(year, starts) == band)) for band in BANDS]
    return MappingProxyType({band: years for band, years in asked if years})


@cache
def may_join(year: int, starts: Starts = BY_AGE) -> bool:
    """Whether a year can be put together with the one before: both must answer the same questionnaire."""
    return year > 0 and asked_in(year, starts) == asked_in(year - 1, starts)
