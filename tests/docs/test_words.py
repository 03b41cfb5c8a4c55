"""Words: names in code are those of docs/words.md, and none that it rules out."""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
WORDS = (ROOT / "docs" / "words.md").read_text(encoding="utf-8")
_, RULED_OUT = WORDS.split("## What is not a name")

EVERYWHERE = {
    word
    for line in RULED_OUT.splitlines()
    if line.startswith("| `")
    for part in line.split("|")[1].split(",")
    if "as a class" not in part
    for word in re.findall(r"`(\w+)`", part)
}
CLASSES = EVERYWHERE | {
    word for part in RULED_OUT.split("|") for word in re.findall(r"`(\w+)`(?=.* as a class)", part)
}
MODULES = sorted((ROOT / "selfeval").rglob("*.py"))


def plain(name: str) -> str:
    return name.strip("_").lower()


def names_in(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Line and name of everything that is given a name, fields of classes too."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            yield node.lineno, node.id
        elif isinstance(node, ast.arg):
            yield node.lineno, node.arg
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) or (
            isinstance(node, ast.ExceptHandler | ast.MatchAs) and node.name
        ):
            yield node.lineno, node.name


def classes() -> Iterator[tuple[str, str]]:
    """Module and name of every class."""
    for path in MODULES:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ClassDef):
                yield path.relative_to(ROOT).as_posix(), node.name


def test_the_list_of_what_is_no_name_is_read() -> None:
    assert {"found", "told", "kept", "said", "each", "tilting"} <= EVERYWHERE
    assert {"people", "figures"} <= CLASSES - EVERYWHERE


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_no_name_is_one_that_is_ruled_out(path: Path) -> None:
    wrong = [
        f"{path.relative_to(ROOT)}:{line} {name}"
        for line, name in names_in(ast.parse(path.read_text(encoding="utf-8")))
        if plain(name) in EVERYWHERE
    ]
    assert wrong == []
    assert path.stem not in CLASSES


def test_no_class_has_a_name_that_is_ruled_out() -> None:
    assert [f"{path} {name}" for path, name in classes() if plain(name) in CLASSES] == []


def test_two_classes_have_two_names() -> None:
    shared = [name for name, places in Counter(name for _, name in classes()).items() if places > 1]
    assert shared == []


def test_folders_and_modules_say_what_is_in_them() -> None:
    nothing = {"util", "utils", "helper", "helpers", "common", "misc", "service", "services", "manager"}
    assert [path for path in MODULES if {path.stem, path.parent.name} & nothing] == []
