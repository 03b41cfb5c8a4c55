"""What the product refuses, in its own sentences: found in the code, written to docs/refusals.md.

A refusal is a sentence in a `raise`, in a call that notes a fault, or in a function or module whose name says
that it looks for faults; and what the answering pages say when they cannot take something.
"""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "refusals.md"
LOOKS_FOR_FAULTS = re.compile(
    r"((fault|faults|complaints?|refused?|misfit|caution|wrong)(_of|_in)?|^_?check\w*)$"
)
NOTES_A_FAULT = re.compile(r"(?i)(fault|complain|refus|unusable|unfit|trouble|wrong|^needed$)")
ONLY_FAULTS = re.compile(r"fault|consistency|change_list")
FOR_MAKERS = {"ValueError", "KeyError", "RuntimeError", "UndeclaredEndpoint", "NotOpened", "SystemExit"}
"""Raised for whoever writes code; never shown."""
FOLDERS = {
    "accounts": "Accounts",
    "commands": "The command line",
    "imports": "Lists and files",
    "operations": "Backups, restoring, deleting",
    "questionnaires": "Questionnaire files",
    "release": "Releases and corrections",
    "schools": "Schools and partnerships",
    "self_evaluation": "The self-evaluation",
    "settings": "Settings",
    "store": "The database",
    "surveys": "Surveys: planning, opening, closing, counting",
    "web": "Forms and pages",
}
HEAD = """# What is refused, and in which words

Every sentence with which selfeval refuses something. `…` stands for what the sentence fills in. Each says what is wrong and how to mend it; where several things are wrong, all are said at once and nothing typed is lost.

Written by `make docs` from the code; a test holds it to the code.
"""  # noqa: E501


def page() -> str:
    """The page as it should be."""
    parts = [HEAD]
    for folder, heading in FOLDERS.items():
        sentences = sorted(set(sentences_in(folder)))
        if sentences:
            parts.append(f"\n## {heading}\n\n" + "".join(f"- {sentence}\n" for sentence in sentences))
    return "".join(parts)


def sentences_in(folder: str) -> Iterator[str]:
    """The refusals of a folder or a module."""
    place = ROOT / "selfeval" / folder
    for path in sorted(place.rglob("*.py") if place.is_dir() else [place.with_suffix(".py")]):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        _drop_docstrings(tree)
        yield from _sentences(tree) if ONLY_FAULTS.search(path.stem) else _of(tree)
    for path in sorted(place.glob("answer/words/en.toml")):
        outcomes = tomllib.loads(path.read_text(encoding="utf-8"))["outcomes"]
        yield from (text for outcome in outcomes.values() for text in _texts(outcome))


def _texts(table: dict[str, object]) -> Iterator[str]:
    for text in table.values():
        if isinstance(text, dict):
            yield from _texts(text)
        else:
            yield from _if_sentence(str(text))


def _drop_docstrings(tree: ast.AST) -> None:
    """Texts that stand alone explain; they are never shown."""
    for node in ast.walk(tree):
        if isinstance(body := getattr(node, "body", None), list):
            node.body = [  # type: ignore[attr-defined]
                statement
                for statement in body
                if not (isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant))
            ]


def _of(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Raise) and isinstance(node.exc, ast.Call):
            if _name(node.exc.func) not in FOR_MAKERS:
                yield from _sentences(node.exc)
        elif (
            (isinstance(node, ast.Call) and NOTES_A_FAULT.search(_name(node.func)))
            or (isinstance(node, ast.FunctionDef) and LOOKS_FOR_FAULTS.search(node.name))
            or (isinstance(node, ast.Assign) and _name(node.targets[0]) == "REFUSALS")
        ):
            yield from _sentences(node)


def _name(function: ast.expr) -> str:
    return function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")


def _sentences(node: ast.AST) -> Iterator[str]:
    """Texts that begin with a capital letter or what is filled in, and end like a sentence."""
    if isinstance(node, ast.JoinedStr):
        yield from _if_sentence(
            "".join(str(part.value) if isinstance(part, ast.Constant) else "…" for part in node.values)
        )
    elif isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield from _if_sentence(node.value)
    else:
        for inside in ast.iter_child_nodes(node):
            yield from _sentences(inside)


def _if_sentence(text: str) -> Iterator[str]:
    if re.fullmatch(r"[A-Z“…][^\n]*\s[^\n]*[.?!…]", text):
        yield re.sub(r"\{[^}]*}?", "…", text).replace("<", "&lt;").strip()
