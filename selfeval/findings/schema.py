"""The JSON Schema of findings.

Published as docs/findings.schema.json, printed by `selfeval score --schema`.
"""

from __future__ import annotations

import ast
import dataclasses
import inspect
import json
import textwrap
import typing
from collections.abc import Iterator

from pydantic import TypeAdapter

from selfeval.findings.findings import HIDDEN, NOTICES, Findings, ReleaseFindings

IDS = {"hidden": HIDDEN, "notices": NOTICES}
"""Fields that hold ids, and what each id says."""
DRAFT = "https://json-schema.org/draft/2020-12/schema"


def schema() -> str:
    """The schema of a round or a release, as JSON with a line end."""
    described = TypeAdapter(Findings).json_schema()
    for kind in dict.fromkeys(_kinds(ReleaseFindings)):
        fields = described["$defs"][kind.__name__]["properties"]
        for name, text in _docstrings(kind).items():
            fields[name]["description"] = text
        for name, description in fields.items():
            description.pop("title", None)
            if name in IDS:
                description.setdefault(
                    "description", "; ".join(f"{id_}: {text}" for id_, text in IDS[name].items())
                )
    head = {
        "$schema": DRAFT,
        "title": "Findings of selfeval",
        "description": "One round, or a release with all rounds of a survey. Scores, means, spreads and "
        "percentages are on 0-100. A figure that may not be shown is null, and `hidden` says why.",
    }
    return json.dumps(head | described, indent=1, ensure_ascii=False) + "\n"


def _kinds(kind: type) -> Iterator[type]:
    """A dataclass and those that its fields hold."""
    yield kind
    for hint in typing.get_type_hints(kind).values():
        for inner in _inside(hint):
            if dataclasses.is_dataclass(inner):
                yield from _kinds(typing.cast(type, inner))


def _inside(hint: object) -> Iterator[object]:
    yield hint
    for argument in typing.get_args(hint):
        yield from _inside(argument)


def _docstrings(kind: type) -> dict[str, str]:
    """Field -> the text that stands below it."""
    body = ast.parse(textwrap.dedent(inspect.getsource(kind))).body[0]
    if not isinstance(body, ast.ClassDef):
        return {}
    return {
        field.target.id: " ".join(below.value.value.split())
        for field, below in zip(body.body, body.body[1:], strict=False)
        if isinstance(field, ast.AnnAssign)
        and isinstance(field.target, ast.Name)
        and isinstance(below, ast.Expr)
        and isinstance(below.value, ast.Constant)
        and isinstance(below.value.value, str)
    }
