"""A TOML file as a checked table: limits first, then TOML, then schema; every fault in its author's words."""

from __future__ import annotations

import difflib
import re
import tomllib
import unicodedata
from collections.abc import Iterable, Iterator
from copy import deepcopy
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from selfeval.questionnaires import schema
from selfeval.questionnaires.mending import TEXT, TWICE, Mended, unreadable


@dataclass(frozen=True)
class Fault:
    """One fault: the file it is in, the id it is about, and a sentence that says how to mend it."""

    file: str
    id: str
    sentence: str

    def __str__(self) -> str:
        return f"{self.file}: {self.id}: {self.sentence}" if self.id else f"{self.file}: {self.sentence}"


class QuestionnaireFaults(Exception):
    """A questionnaire cannot be used; `faults` holds every reason at once."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = list(faults)
        super().__init__("\n".join(str(fault) for fault in self.faults))


def quoted_list(names: Iterable[str]) -> str:
    """Names in quotation marks, as a sentence lists them: “a”, “b” and “c”."""
    quoted = [f"“{name}”" for name in names]
    return " and ".join([", ".join(quoted[:-1]), quoted[-1]]) if len(quoted) > 1 else "".join(quoted)


LARGEST_FILE = 1_000_000
"""Bytes."""
MOST_ITEMS = 500
LARGEST_NUMBER = 10**15
DEEPEST = 6
"""Levels of sections and lists inside one another, and names joined by dots in one line."""
LONGEST_NAMED = 60
"""Characters of a name that are told where something is wrong in it."""
LONGEST_TEXT = 2_000
"""Characters of any text; most kinds of text have a closer limit of their own (`schema`)."""
_QUOTED = re.compile(
    r'"""(?:\\(?:.|\Z)|[^\\])*?(?:"""|\Z)'
    r"|'''.*?(?:'''|\Z)"
    r'|"(?:\\.|[^"\\\n])*"?'
    r"|'[^'\n]*'?"
    r"|#[^\n]*",
    re.DOTALL,
)
"""Whatever begins is taken to some end: else an end would be looked for again from each later sign."""
_HTML = re.compile(r"<[A-Za-z/!?]|&(?:#\w+|[A-Za-z]{2,31});")
_LANGUAGE_NEEDS = {"\u200c", "\u200d", "\u200e", "\u200f"}
"""Joiners and direction marks that Persian, Arabic and Indian scripts need; overrides are not among them."""


class _UnfitError(Exception):
    """Why a file is not read any further: the place in it, and the sentence."""


def _bytes_of(path: Path) -> bytes:
    if path.is_dir():
        raise _UnfitError("", "This is a folder. Name the questionnaire file in it.")
    try:
        with path.open("rb") as file:
            raw = file.read(LARGEST_FILE + 1)
    except FileNotFoundError:
        raise _UnfitError("", "There is no such file. Check its name and folder.") from None
    except OSError as error:
        raise _UnfitError("", f"The file cannot be read: {error.strerror}.") from error
    if len(raw) > LARGEST_FILE:
        raise _UnfitError("", "The file is larger than 1 MB. No questionnaire needs that: shorten it.")
    return raw


def _decoded(raw: bytes) -> str:
    try:
        return raw.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        sentence = "The file is not saved as UTF-8. Save it again, and choose UTF-8 as encoding."
        raise _UnfitError(f"line {line}", sentence) from error


def _check_lines(text: str) -> None:
    unseen = _unseen(text) - {"\t"}
    for number, line in enumerate(text.split("\n") if unseen else (), start=1):
        if not unseen.isdisjoint(line):
            raise _UnfitError(f"line {number}", "A character here cannot be seen. Type the line again.")
    deep = _deep_line(text)
    if deep:
        sentence = f"Lists or sections stand more than {DEEPEST} deep inside one another."
        raise _UnfitError(f"line {deep}", sentence)


def _without_quotations(text: str) -> list[str]:
    """Its lines, with a letter for everything in quotation marks and for remarks."""
    return _QUOTED.sub(lambda quoted: "Q" + "\n" * quoted.group().count("\n"), text).split("\n")


def _deep_line(text: str) -> int | None:
    """First line on which brackets, or names joined by dots, go deeper than DEEPEST; seen without parsing."""
    depth = 0
    for number, line in enumerate(_without_quotations(text), start=1):
        for character in line:
            depth += (character in "[{") - (character in "]}")
            if depth > DEEPEST:
                return number
        if any(part.count(".") >= DEEPEST for part in re.split(r"[=,\[\]{}]", line)):
            return number
    return None


def text_faults(file: str, tree: object) -> list[Fault]:
    """Faults of every text and name in a parsed file: too long, HTML, characters that cannot be seen."""
    return [
        Fault(file, place, sentence) for place, text in _texts(tree, "") for sentence in text_sentences(text)
    ]


def item_faults(file: str, items: object) -> list[Fault]:
    """A fault where there are more items than a questionnaire may have."""
    if isinstance(items, list | dict) and len(items) > MOST_ITEMS:
        sentence = f"There are {len(items)} questions. A questionnaire may have {MOST_ITEMS} at most."
        return [Fault(file, "items", sentence)]
    return []


def _texts(tree: object, place: str) -> Iterator[tuple[str, str]]:
    if isinstance(tree, str):
        yield place, tree
    elif isinstance(tree, dict):
        named = tree.get("id")
        named = named[:LONGEST_NAMED] if isinstance(named, str) else None
        for key, inner in tree.items():
            here = named if named is not None and key != "id" else place
            shown = "".join(c if c.isprintable() else "�" for c in key[:LONGEST_NAMED])
            yield here, key
            yield from _texts(inner, f"{here}, {shown}" if here else shown)
    elif isinstance(tree, list):
        for inner in tree:
            yield from _texts(inner, place)


def text_sentences(text: str) -> Iterator[str]:
    """What no text of any file may be or hold, in sentences."""
    if len(text) > LONGEST_TEXT:
        yield f"This text has {len(text)} characters. {LONGEST_TEXT} is the most that any text may have."
    html = _HTML.search(text)
    if html:
        yield f"There is HTML in this text (“{text[html.start() : html.end() + 9]}”). Write plain words."
    unseen = sorted(_unseen(text))
    if unseen:
        codes = ", ".join(f"U+{ord(character):04X}" for character in unseen[:3])
        yield f"This text holds a character that cannot be seen ({codes}). Type it again."


def _unseen(text: str) -> set[str]:
    """Its characters that are not plain; what Python can print is."""
    return set() if text.isprintable() else {character for character in set(text) if not _plain(character)}


def _plain(character: str) -> bool:
    if character == "\n" or character in _LANGUAGE_NEEDS:
        return True
    return unicodedata.category(character) not in {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}


AnyTable = TypeVar("AnyTable", bound=schema.Table)
_FIELD_NAMES = sorted(
    {
        name
        for table in vars(schema).values()
        if isinstance(table, type) and issubclass(table, schema.Table)
        for name in table.model_fields
    }
)
_WRONG_TEXT = {"string_too_long", "string_too_short", "string_pattern_mismatch"}


def read_table(
    path: Path, table: type[AnyTable], faults: list[Fault], mended: Mended | None = None
) -> AnyTable | None:
    """The table in a file, with every fault added to `faults`; None where nothing more can be checked.

    What had to be mended for that is noted in `mended`; without it, only what is harmless is mended.
    """
    try:
        text = _decoded(_bytes_of(path))
        _check_lines(text)
    except _UnfitError as unfit:
        place, sentence = unfit.args
        faults.append(Fault(path.name, place, sentence))
        return None
    try:
        tree = tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        faults.extend(
            _toml_fault(path.name, message, line)
            for line, message in unreadable(text, _without_quotations(text), str(error))
        )
        return None
    limits = item_faults(path.name, tree.get("items")) + text_faults(path.name, tree)
    faults.extend(limits)
    if limits and (table is not schema.WordsFile or mended is None):
        return None
    tree = _with_fit_texts(tree) if limits else tree
    try:
        return table.model_validate(tree)
    except ValidationError as error:
        errors = error.errors(include_url=False)
    faults.extend(_schema_fault(path.name, details, tree) for details in errors)
    harmless = [details for details in errors if _harmless(details, table)]
    grave = [details["loc"] for details in errors if details not in harmless]
    if grave and mended is None:
        return None
    try:
        tree = _mended(tree, harmless)
        return table.model_validate(mended.mend(tree, grave) if mended else tree)
    except (ValidationError, KeyError, TypeError, IndexError):
        return None


def _with_fit_texts(tree: object) -> Any:
    """A copy with a stand-in for every text that is too long or holds what no text may."""
    if isinstance(tree, dict):
        return {key: _with_fit_texts(inner) for key, inner in tree.items()}
    if isinstance(tree, list):
        return [_with_fit_texts(inner) for inner in tree]
    return TEXT if isinstance(tree, str) and any(text_sentences(tree)) else tree


def _harmless(details: ErrorDetails, table: type[schema.Table]) -> bool:
    """Whether the rest can be checked as if this fault were mended, without raising false faults."""
    if details["type"] == "extra_forbidden":
        return True
    return table is schema.WordsFile and details["type"] in _WRONG_TEXT and details["loc"][0] != "language"


def _mended(tree: dict[str, Any], errors: list[ErrorDetails]) -> dict[str, Any]:
    """A copy of a file without what means nothing, and with a stand-in for texts that cannot stay."""
    copy = deepcopy(tree)
    for details in errors:
        *way, last = details["loc"]
        here: Any = copy
        for part in way[:-1]:
            here = here[part]
        inner = here[way[-1]] if way else here
        if details["type"] == "extra_forbidden":
            del inner[last]
        elif isinstance(inner, str):
            here[way[-1]] = TEXT
        else:
            inner[last] = TEXT
    return copy


def _toml_fault(file: str, message: str, line: int) -> Fault:
    """What tomllib could not read, with its line and the likeliest reasons."""
    if TWICE.search(message):
        sentence = "Something is said here that was said above. Each name may stand only once in its section."
    elif "Expected '=' after a key" in message:
        sentence = "This line needs the form: name = value. Letters before the equals sign are the name."
    elif "Unescaped '\\'" in message:
        sentence = "A backslash (\\) has a meaning of its own in these files. Leave it out."
    elif "end of document" in message:
        sentence = "A quotation mark or a bracket is not closed here or further up."
    elif "Illegal character '\\n'" in message:
        sentence = "The text on this line has no closing quotation mark."
    elif "Invalid value" in message:
        sentence = "The value after the equals sign cannot be read. Texts stand in quotation marks."
    else:
        sentence = "This line cannot be read. Perhaps a quotation mark, comma or bracket is missing above."
    return Fault(file, f"line {line}", sentence)


def _schema_fault(file: str, details: ErrorDetails, tree: dict[str, Any]) -> Fault:
    location = [part for part in details["loc"] if part != "[key]"]
    names = [part for part in location if isinstance(part, str)]
    return Fault(file, _place(location, tree), _sentence(details, names[-1] if names else ""))


def _place(location: list[int | str], tree: dict[str, Any]) -> str:
    """The id that a location is about: an id written in the file where there is one, else the way to it."""
    here: Any = tree
    way: list[str] = []
    for part in location[:-1]:
        try:
            here = here[part]
        except (KeyError, IndexError, TypeError):
            break
        named = here.get("id") if isinstance(here, dict) else None
        if isinstance(named, str) and named:
            way = [named]
        elif isinstance(part, int):
            way.append(f"number {part + 1}")
        else:
            way.append(part)
    if isinstance(here, list) and isinstance(location[-1], int):
        way.append(f"number {location[-1] + 1}")
    return ", ".join(part for part in way if len(way) == 1 or part not in {"items", "levels"}) or (
        str(location[0]) if location else ""
    )


def _sentence(details: ErrorDetails, name: str) -> str:
    """One pydantic fault in plain words."""
    context = details.get("ctx", {})
    given = details["input"]
    if isinstance(given, int) and abs(given) > LARGEST_NUMBER:
        given = "so large a number"  # Python writes none of more than 4,300 digits
    match details["type"]:
        case "missing":
            return f"“{name}” is missing. Add it."
        case "extra_forbidden":
            near = difflib.get_close_matches(name, _FIELD_NAMES, n=1)
            return f"“{name}” means nothing here. " + (
                f"Did you mean “{near[0]}”?" if near and near[0] != name else "Leave it out."
            )
        case "literal_error":
            allowed = str(context["expected"]).replace(" or ", ", ")
            return f"“{name}” cannot be “{given}”. It is one of: {allowed}."
        case "string_type":
            return f"“{name}” needs a text in quotation marks."
        case "int_type" | "int_from_float":
            return f"“{name}” needs a whole number, without quotation marks."
        case "float_type":
            return f"“{name}” needs a number, without quotation marks."
        case "bool_type":
            return f"“{name}” is true or false, without quotation marks."
        case "list_type":
            return f'“{name}” needs a list in square brackets, such as ["one", "two"].'
        case "dict_type" | "model_type" | "model_attributes_type":
            return f"“{name}” needs a section of its own with named lines in it."
        case "string_too_long":
            return f"“{name}” has {len(given)} characters. At most {context['max_length']} fit."
        case "string_too_short":
            return f"“{name}” is empty. Write it, or leave the line out if it is not needed."
        case "string_pattern_mismatch":
            return _pattern_sentence(name, str(given))
        case "too_short" | "too_long":
            few = details["type"] == "too_short"
            limit = context["min_length"] if few else context["max_length"]
            most = "at least" if few else "at most"
            return f"“{name}” has {context['actual_length']} in it. It needs {most} {limit}."
        case "greater_than_equal" | "less_than_equal":
            low = details["type"] == "greater_than_equal"
            return f"“{name}” cannot be {given}. It is {context['ge'] if low else context['le']} " + (
                "or more." if low else "or less."
            )
        case _:
            return f"“{name}” cannot be read: {details['msg']}."


def _pattern_sentence(name: str, given: str) -> str:
    if "\n" in given:
        return f"“{name}” runs over several lines. Write it on one line."
    if given != given.strip():
        return f"“{name}” has a space too many at its beginning or end."
    if name == "commitment":
        return f"“{given}” is not the number of a commitment, such as “2.3”."
    if name == "part":
        return f"“{given}” cannot be a part. It is one small letter, such as “a”."
    if name == "language":
        return f"“{given}” is not the code of a language, such as “en” or “pl”."
    if name == "questionnaire":
        return f"“{given}” cannot be a name. Use small letters, digits and hyphens: “pupils-7-11”."
    return f"“{given}” cannot be an id. Use letters, digits, dots, hyphens and underscores only."
