"""A TOML file as a checked table: limits first, then TOML, then shape; every fault in its author's words."""

from __future__ import annotations

import difflib
import re
import tomllib
from copy import deepcopy
from pathlib import Path
from typing import Any, TypeVar

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from selfeval.questionnaires import schema
from selfeval.questionnaires.faults import Fault
from selfeval.questionnaires.limits import item_faults, read_file, text_faults

AnyTable = TypeVar("AnyTable", bound=schema.Table)

_KNOWN = sorted(
    {
        name
        for table in vars(schema).values()
        if isinstance(table, type) and issubclass(table, schema.Table)
        for name in table.model_fields
    }
)
_STAND_IN = "text"
_WRONG_TEXT = {"string_too_long", "string_too_short", "string_pattern_mismatch"}


def read_table(path: Path, table: type[AnyTable], faults: list[Fault]) -> AnyTable | None:
    """The table in a file, with every fault added to `faults`; None where nothing more can be checked."""
    text = read_file(path, faults)
    if text is None:
        return None
    try:
        tree = tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        faults.append(_toml_fault(path.name, str(error), text))
        return None
    limits = item_faults(path.name, tree.get("items")) + text_faults(path.name, tree)
    faults.extend(limits)
    if limits:
        return None
    try:
        return table.model_validate(tree)
    except ValidationError as error:
        found = error.errors(include_url=False)
    faults.extend(_shape_fault(path.name, details, tree) for details in found)
    try:
        harmless = all(_harmless(details, table) for details in found)
        return table.model_validate(_mended(tree, found)) if harmless else None
    except ValidationError:
        return None


def _harmless(details: ErrorDetails, table: type[schema.Table]) -> bool:
    """Whether the rest can be checked as if this fault were mended, without raising false faults."""
    if details["type"] == "extra_forbidden":
        return True
    return table is schema.WordsFile and details["type"] in _WRONG_TEXT and details["loc"][0] != "language"


def _mended(tree: dict[str, Any], found: list[ErrorDetails]) -> dict[str, Any]:
    """A copy of a file without what means nothing, and with a stand-in for texts that cannot stay."""
    copy = deepcopy(tree)
    for details in found:
        *way, last = details["loc"]
        here: Any = copy
        for part in way[:-1]:
            here = here[part]
        inner = here[way[-1]] if way else here
        if details["type"] == "extra_forbidden":
            del inner[last]
        elif isinstance(inner, str):
            here[way[-1]] = _STAND_IN
        else:
            inner[last] = _STAND_IN
    return copy


def _toml_fault(file: str, message: str, text: str) -> Fault:
    """What tomllib could not read, with its line and the likeliest reasons."""
    found = re.search(r"at line (\d+)", message)
    last = text.rstrip().count("\n") + 1
    line = int(found.group(1)) if found else last
    if any(words in message for words in ("Cannot overwrite", "Cannot declare", "Cannot mutate")):
        sentence = "Something is said here that was said above. Each name may stand only once in its section."
    elif "Expected '=' after a key" in message:
        sentence = "This line needs the form: name = value. Letters before the equals sign are the name."
    elif "Unescaped '\\'" in message:
        sentence = "A backslash (\\) has a meaning of its own in these files. Leave it out."
    elif "end of document" in message:
        sentence = "The file ends too early. A quotation mark or a bracket is not closed further up."
    elif "Illegal character '\\n'" in message:
        sentence = "The text on this line has no closing quotation mark."
    elif "Invalid value" in message:
        sentence = "The value after the equals sign cannot be read. Texts stand in quotation marks."
    else:
        sentence = "This line cannot be read. Perhaps a quotation mark, comma or bracket is missing above."
    return Fault(file, f"line {line}", sentence)


def _shape_fault(file: str, details: ErrorDetails, tree: dict[str, Any]) -> Fault:
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
    match details["type"]:
        case "missing":
            return f"“{name}” is missing. Add it."
        case "extra_forbidden":
            near = difflib.get_close_matches(name, _KNOWN, n=1)
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
    if name == "language":
        return f"“{given}” is not the code of a language, such as “en” or “pl”."
    if name == "questionnaire":
        return f"“{given}” cannot be a name. Use small letters, digits and hyphens: “pupils-7-11”."
    return f"“{given}” cannot be an id. Use letters, digits, dots, hyphens and underscores only."
