"""The texts that a template can print: its words, each branch of a condition once, `…` for what is put in."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, nodes

BLANK = "…"
BREAKS = re.compile(
    r"</?(?:address|article|aside|body|br|button|caption|dd|details|div|dl|dt|fieldset|figcaption|figure|footer|form"
    r"|h[1-6]|head|header|html|input|label|legend|li|main|nav|ol|option|p|section|select|summary|svg|symbol|table"
    r"|tbody|td|textarea|th|thead|title|tr|ul)\b[^>]*>",
)
READ_ALOUD = re.compile(r"\s(?:alt|aria-label|content|data-[a-z-]+|placeholder|title|value)=\"([^\"]*)\"")
TAG = re.compile(r"<[^>]*>")
UNSEEN = re.compile(r"<(style|script)\b.*?</\1>", re.DOTALL)
ENTITIES = {"&amp;": "&", "&nbsp;": " ", "&lt;": "<", "&gt;": ">", "&#39;": "’"}


@dataclass
class Choice:
    """One of several texts; which, is known only while the page is made."""

    branches: list[list[str | Choice]] = field(default_factory=list)


Pieces = list[str | Choice]


def texts_of(path: Path) -> Iterator[str]:
    """The texts of a template between the tags that break a line, in its order, each once."""
    source = path.read_text(encoding="utf-8")
    pieces = _of_all(_environment().parse(source).body) if path.suffix == ".html" else [source]
    seen: dict[str, None] = {}
    for whole in variants(pieces):
        seen.update(dict.fromkeys(_lines(NEXT_TO_A_LINK.sub("</a><p>", UNSEEN.sub("", whole)))))
    yield from seen


NEXT_TO_A_LINK = re.compile(r"</a>(?=<span)")


def variants(pieces: Pieces) -> Iterator[str]:
    """The text with every first branch, then with one other at a time and the way that leads there."""
    yield _joined(pieces, {})
    for path in _ways(pieces, {}):
        yield _joined(pieces, path)


def _ways(pieces: Pieces, so_far: dict[int, int]) -> Iterator[dict[int, int]]:
    for choice in pieces:
        if isinstance(choice, Choice):
            for number, branch in enumerate(choice.branches):
                way = so_far | {id(choice): number}
                if number:
                    yield way
                yield from _ways(branch, way)


def _joined(pieces: Pieces, way: dict[int, int]) -> str:
    return "".join(
        piece if isinstance(piece, str) else _joined(piece.branches[way.get(id(piece), 0)], way)
        for piece in pieces
    )


def _lines(markup: str) -> Iterator[str]:
    for tag in TAG.findall(markup):
        yield from (_plain(text) for text in READ_ALOUD.findall(tag) if " " in text.strip())
    for line in BREAKS.split(markup):
        if text := _plain(TAG.sub("", line)):
            yield text


def _plain(text: str) -> str:
    for entity, mark in ENTITIES.items():
        text = text.replace(entity, mark)
    return (
        re.sub(rf"({BLANK}\s*)+", f"{BLANK} ", " ".join(text.split()))
        .strip()
        .replace(f"{BLANK} .", f"{BLANK}.")
    )


@cache
def _environment() -> Environment:
    return Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True)


def _of_all(body: list[nodes.Node]) -> Pieces:
    return [piece for node in body for piece in _of(node)]


def _of(node: nodes.Node) -> Pieces:
    match node:
        case nodes.TemplateData():
            return [node.data]
        case nodes.Output():
            return _of_all(list(node.nodes))
        case nodes.If():
            branches = [_of_all(node.body), *(_of_all(other.body) for other in node.elif_)]
            return [Choice([*branches, _of_all(node.else_)])]
        case nodes.For():
            return [Choice([_of_all(node.body), _of_all(node.else_)])] if node.else_ else _of_all(node.body)
        case nodes.Block() | nodes.Macro() | nodes.With() | nodes.FilterBlock() | nodes.Scope():
            return ["<p>", *_of_all(node.body), "<p>"]
        case nodes.CallBlock():
            return [*_of(node.call), *_of_all(node.body)]
        case nodes.Assign() | nodes.AssignBlock():
            return ["<p>", *_aside(node), "<p>"]
        case nodes.Expr():
            return _of_expression(node)
        case _:
            return []


def _aside(node: nodes.Assign | nodes.AssignBlock) -> Pieces:
    return _of_all(node.body) if isinstance(node, nodes.AssignBlock) else _arguments(node.node)


def _of_expression(node: nodes.Expr) -> Pieces:
    """What an expression prints; texts that are handed to a macro stand in lines of their own after it."""
    match node:
        case nodes.Const():
            return [str(node.value)] if isinstance(node.value, str) else [BLANK]
        case nodes.CondExpr():
            other = _of_expression(node.expr2) if node.expr2 else []
            return [Choice([_of_expression(node.expr1), other])]
        case nodes.Concat():
            return _of_all(list(node.nodes))
        case nodes.Add():
            return [*_of_expression(node.left), *_of_expression(node.right)]
        case nodes.Or():
            return [Choice([_of_expression(node.left), _of_expression(node.right)])]
        case nodes.Filter() if node.node is not None and node.name in (
            "safe",
            "upper",
            "lower",
            "capitalize",
        ):
            return _of_expression(node.node)
        case nodes.Call() if getattr(node.node, "name", "") in ("count_of", "count_in_words"):
            words = [one.value for one in node.args if isinstance(one, nodes.Const)]
            return [f"{BLANK} {words[-1] if len(words) > 1 else f'{words[0]}s' if words else ''}"]
        case _:
            return [BLANK, *_arguments(node)]


def _arguments(node: nodes.Node) -> Pieces:
    if isinstance(node, nodes.Const):
        return [f"<p>{node.value}<p>"] if isinstance(node.value, str) and " " in node.value else []
    if isinstance(node, (nodes.CondExpr, nodes.Concat, nodes.Add)):
        pieces = _of_expression(node)
        return ["<p>", *pieces, "<p>"] if any(_has_space(piece) for piece in pieces) else []
    return [piece for inside in node.iter_child_nodes() for piece in _arguments(inside)]


def _has_space(piece: Any) -> bool:
    if isinstance(piece, Choice):
        return any(_has_space(inside) for branch in piece.branches for inside in branch)
    return " " in piece.strip()
