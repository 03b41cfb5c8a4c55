"""The texts in code that can reach a screen or a page: literals of Python and of scripts, files of words."""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

from tests.docs.printed_templates import BLANK, Choice, Pieces, variants

TWO_WORDS = re.compile(r"[A-Za-z’]{2,},?\s(?:[A-Za-z’“(…]|\d)")
MACHINE = re.compile(
    r"(SELECT|INSERT|UPDATE|DELETE FROM|CREATE|ALTER|PRAGMA|DROP) [A-Z_a-z(*]|</?\w+[ >]|[{};]\s*$|^\W*--\w"
    r"|\\[dsw]|^[a-z]+(-[a-z]+)* [a-z-]+=|^[\w-]+/[\w-]+|[a-z]_[a-z]+ [a-z]|^\.?[a-z]+ [a-z]+ \."
    r"|^[\w ]*: [\w-]+;"
)
LITERAL_OF_A_SCRIPT = re.compile(r"\"((?:[^\"\\\n]|\\.)*)\"|'((?:[^'\\\n]|\\.)*)'|`((?:[^`\\]|\\.)*)`")
COMMENT_OF_A_SCRIPT = re.compile(r"/\*.*?\*/|(?<![:\"'])//[^\n]*", re.DOTALL)
FOR_MAKERS = {
    "ValueError",
    "KeyError",
    "RuntimeError",
    "TypeError",
    "LookupError",
    "AssertionError",
    "NotOpened",
}
"""Raised for whoever writes code; never shown."""
LINE_END = re.compile(r"\n\s*\n|\n(?=\s*[-A-Z“…]|[a-z-]+(?:\.csv|/) )|</?(?:p|b|br|strong)/?>")
"""A line that begins small goes on from the one before."""
COMMAND = ("command", "group")
"""Decorators of functions whose docstring is their help."""
LOGGED = {"debug", "info", "warning", "error", "exception", "critical"}


def texts_of_python(path: Path) -> Iterator[str]:
    """Literals that read like words, in their order, `…` for what is filled in."""
    seen: dict[str, None] = {}
    for pieces in _literals(ast.parse(path.read_text(encoding="utf-8"))):
        for text in variants(pieces):
            for line in LINE_END.split(text):
                plain = re.sub(rf"({BLANK}\s*)+", f"{BLANK} ", " ".join(line.split())).strip()
                plain = re.sub(rf"{BLANK} (?=[.,;:?!)”])", BLANK, plain)
                if TWO_WORDS.search(plain) and not MACHINE.search(plain):
                    seen[plain] = None
    yield from seen


def texts_of_script(path: Path) -> Iterator[str]:
    """Literals of a script that read like words."""
    source = COMMENT_OF_A_SCRIPT.sub("", path.read_text(encoding="utf-8"))
    for found in LITERAL_OF_A_SCRIPT.finditer(source):
        text = re.sub(r"\$\{[^}]*\}", BLANK, next(part for part in (*found.groups(), "") if part is not None))
        if re.match(r"[A-Z…]", text) and TWO_WORDS.search(text):
            yield text


def texts_of_words(path: Path) -> Iterator[tuple[tuple[str, ...], str]]:
    """The texts of a .toml file, each with the keys that lead to it."""

    def within(table: object, keys: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], str]]:
        if isinstance(table, dict):
            for key, value in table.items():
                yield from within(value, (*keys, key))
        elif isinstance(table, list):
            for value in table:
                yield from within(value, keys)
        elif isinstance(table, str) and re.search(r"\s", table.strip()):
            yield keys, re.sub(r"\{\w+\}", BLANK, " ".join(table.split()))

    yield from within(tomllib.loads(path.read_text(encoding="utf-8")), ())


def _literals(node: ast.AST) -> Iterator[Pieces]:
    if isinstance(node, ast.FunctionDef) and any(_is_command(one) for one in node.decorator_list):
        yield from ([" ".join(part.split())] for part in (ast.get_docstring(node) or "").split("\n\n"))
    if isinstance(node, ast.Raise) and isinstance(node.exc, ast.Call) and _name(node.exc.func) in FOR_MAKERS:
        return
    if isinstance(node, ast.Call) and _name(node.func) in LOGGED and _owner(node.func) in ("log", "logger"):
        return
    if isinstance(node, ast.Call) and _owner(node.func) == "re":
        return
    if isinstance(node, (ast.JoinedStr, ast.Constant)) or (
        isinstance(node, ast.BinOp) and isinstance(node.op, (ast.Add, ast.Mod)) and _has_text(node)
    ):
        if not isinstance(node, ast.Constant) or isinstance(node.value, str):
            yield _pieces(node)
        yield from (pieces for call in _calls_in(node) for pieces in _literals(call))
        return
    for child in ast.iter_child_nodes(node):
        if not (isinstance(child, ast.Expr) and isinstance(child.value, ast.Constant)):
            yield from _literals(child)


def _is_command(decorator: ast.expr) -> bool:
    return isinstance(decorator, ast.Call) and _name(decorator.func) in COMMAND


def _calls_in(node: ast.AST) -> Iterator[ast.AST]:
    """Calls inside a text to be filled in, whose own literals are shown as well."""
    for inside in ast.iter_child_nodes(node):
        if isinstance(inside, ast.Call):
            yield from inside.args
        else:
            yield from _calls_in(inside)


def _pieces(node: ast.expr) -> Pieces:
    match node:
        case ast.Constant(value=str(text)):
            return [re.sub(r"\{[\w.]*\}", BLANK, text)]
        case ast.JoinedStr():
            return [piece for value in node.values for piece in _pieces(value)]
        case ast.FormattedValue():
            return _pieces(node.value)
        case ast.IfExp():
            return [Choice([_pieces(node.body), _pieces(node.orelse)])]
        case ast.BinOp(op=ast.Add()):
            return [*_pieces(node.left), *_pieces(node.right)]
        case ast.BinOp(op=ast.Mod()):
            return _pieces(node.left)
        case ast.Call() if _name(node.func) in ("count_of", "count_in_words"):
            words = [
                one.value for one in node.args if isinstance(one, ast.Constant) and isinstance(one.value, str)
            ]
            return [f"{BLANK} {words[-1] if len(words) > 1 else f'{words[0]}s'}" if words else BLANK]
        case _:
            return [BLANK]


def _has_text(node: ast.AST) -> bool:
    return any(
        isinstance(inside, ast.Constant) and isinstance(inside.value, str) for inside in ast.walk(node)
    )


def _name(function: ast.expr) -> str:
    return function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")


def _owner(function: ast.expr) -> str:
    return getattr(function.value, "id", "") if isinstance(function, ast.Attribute) else ""
