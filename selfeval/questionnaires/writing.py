"""A questionnaire as its files: the structure and the words of each language, as `check` reads them."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import asdict, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import cast

from selfeval.questionnaires.catalogue import load
from selfeval.questionnaires.model import Definition, OptionSet, Questionnaire, Words, without_unset
from selfeval.questionnaires.parts import stock

_PLAIN_KEY = re.compile(r"[A-Za-z0-9_-]+")
_FILE = re.compile(r"[A-Za-z0-9_-][A-Za-z0-9_.-]{0,60}\.toml")


def files_of(questionnaire: Questionnaire) -> dict[str, str]:
    """Name of a file -> its text; a questionnaire in files is a first version, whatever it was."""
    name = questionnaire.name
    files = {
        f"{name}.toml": structure_toml(
            replace(questionnaire, definition=replace(questionnaire.definition, version=1))
        )
    }
    for language, words in questionnaire.words.items():
        files[f"{name}.{language}.toml"] = words_toml(words, questionnaire.definition)
    return files


def read_files(files: Mapping[str, str | bytes]) -> Questionnaire:
    """The questionnaire in these files, checked as `check` does.

    Raises QuestionnaireFaults, and ValueError where they are not a structure with its words beside it.
    """
    structures = [name for name in files if _FILE.fullmatch(name) and name.count(".") == 1]
    if len(structures) != 1 or not all(_FILE.fullmatch(name) for name in files):
        raise ValueError(
            "Choose one structure, such as “mine.toml”, and its words, such as “mine.en.toml”, together."
        )
    with TemporaryDirectory() as folder:
        for name, text in files.items():
            raw = text.encode() if isinstance(text, str) else text
            (Path(folder) / name).write_bytes(raw)
        return load(Path(folder) / structures[0])


def structure_toml(questionnaire: Questionnaire) -> str:
    """The structure file. Option sets of the library are named, those of one's own written out."""
    definition = questionnaire.definition
    tree = asdict(definition) | {"accepted": dict(questionnaire.accepted)}
    shared = stock().option_sets
    own = [answers for answers in definition.option_sets if shared.get(answers.id) != answers]
    tree["option_sets"] = {answers.id: _option_set(answers) for answers in own}
    return _document(tree, lists=("items", "scales"), tables=("option_sets", "accepted"))


def _option_set(answers: OptionSet) -> dict[str, object]:
    """As its section has it: the id is the name of that."""
    table = asdict(answers)
    del table["id"]
    return table if answers.has_points else table | {"options": [option.id for option in answers.options]}


def words_toml(words: Words, definition: Definition) -> str:
    """The words file of one language, without what the library says in it anyway."""
    ready, shared = stock().words_in(words.language), stock().option_sets
    tree = asdict(words)
    tree["options"] = {
        answers.id: words.options.get(answers.id, {})
        for answers in definition.option_sets
        if not (answers.id in ready.options and answers.id in shared)
    }
    tree["areas"] = {area: name for area, name in words.areas.items() if area not in ready.areas}
    tree["scales"] = {scale.id: words.scales[scale.id] for scale in definition.scales if scale.kind != "area"}
    if rule := tree.pop("level_rule"):
        tree["every_level"] = {"rule": rule}
    tree["items"] = {
        item: own["text"] if set(own) <= {"text"} else own
        for item, own in ((name, _with_text(asdict(own))) for name, own in words.items.items())
    }
    sections = ("answers", "scales", "areas", "pages", "page_intros", "warm_ups", "items", "english")
    return _document(tree, lists=(), tables=sections, deep=("options",))


def _with_text(item: dict[str, object]) -> dict[str, object]:
    """What is set of an item's words; its text also where it is empty, so that this is said."""
    return {"text": item["text"], **_set(item)}


def _document(
    tree: dict[str, object], *, lists: tuple[str, ...], tables: tuple[str, ...], deep: tuple[str, ...] = ()
) -> str:
    """Single lines first, then sections."""
    apart = {*lists, *tables, *deep}
    single = {name: value for name, value in tree.items() if name not in apart}
    lines = [f"{name} = {_value(value)}" for name, value in _set(single).items()]
    for name in lists:
        entries = tree.get(name)
        if isinstance(entries, list | tuple) and entries:
            lines += ["", f"{name} = [", *(f"    {_value(_set(entry))}," for entry in entries), "]"]
    for name in tables:
        lines += _section(name, tree.get(name))
    for name in deep:
        for key, inner in (tree.get(name) or {}).items():  # type: ignore[attr-defined]
            lines += _section(f"{name}.{_key(key)}", inner)
    return "\n".join([*lines, ""])


def _section(name: str, table: object) -> Iterator[str]:
    if isinstance(table, dict) and table:
        yield from ("", f"[{name}]")
        for key, value in table.items():
            yield f"{_key(key)} = {_value(_set(value) if isinstance(value, dict) else value)}"


def _set(table: dict[str, object]) -> dict[str, object]:
    """What is set of a table; an empty table in it is not."""
    set_values = cast(dict[str, object], without_unset(table))
    return {name: value for name, value in set_values.items() if value != {}}


def _key(key: str) -> str:
    return key if _PLAIN_KEY.fullmatch(key) else _text(key)


def _value(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, str):
        return _text(value)
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(_value, value))}]"
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{_key(key)} = {_value(inner)}" for key, inner in value.items()) + " }"
    raise TypeError(f"TOML has no {type(value).__name__}.")


def _text(text: str) -> str:
    """In quotation marks; what cannot be seen is written by its number, so that it is named as a fault."""
    return "".join(map(_mark, json.dumps(text, ensure_ascii=False)))


def _mark(mark: str) -> str:
    category = unicodedata.category(mark)
    if category == "Cs":
        return "�"
    return f"\\U{ord(mark):08X}" if category in ("Cc", "Cf", "Zl", "Zp", "Co", "Cn") else mark
