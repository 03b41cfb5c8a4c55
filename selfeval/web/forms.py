"""A form as it stands: what was typed, and what is wrong with it. Nothing typed is lost."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from flask import request
from werkzeug.datastructures import MultiDict

LONGEST = 20_000
"""Characters that one field may hold; longer text is a fault of the field, not of the whole request."""


@dataclass(frozen=True)
class Form:
    """Typed values and, for each field that is wrong, one sentence that says how to mend it."""

    typed: MultiDict[str, str] = field(default_factory=MultiDict)
    faults: Mapping[str, str] = field(default_factory=dict)

    def value(self, name: str, default: str = "") -> str:
        """What was typed into a field."""
        return self.typed.get(name, default)

    def chosen(self, name: str) -> list[str]:
        """Every box ticked under this name."""
        return self.typed.getlist(name)

    def fault(self, name: str) -> str | None:
        """What is wrong with a field."""
        return self.faults.get(name)

    def with_faults(self, faults: Mapping[str, str]) -> Form:
        """The same text, with what is wrong with it."""
        return Form(self.typed, dict(faults))


def typed() -> Form:
    """What this request has sent. Control characters are dropped, white space at the ends is cut off."""
    clean: MultiDict[str, str] = MultiDict()
    for name, values in request.form.lists():
        clean.setlist(name, [_clean(value) for value in values])
    return Form(clean)


def asked(names: Iterable[str]) -> Form:
    """What the address asks for: a form that is sent by GET, so that its answer can be linked to."""
    return filled({name: _clean(request.args.get(name, "")) for name in names})


def filled(values: Mapping[str, str | Iterable[str]]) -> Form:
    """A form with these values in it, before anyone has typed."""
    start: MultiDict[str, str] = MultiDict()
    for name, value in values.items():
        start.setlist(name, [value] if isinstance(value, str) else list(value))
    return Form(start)


def _clean(text: str) -> str:
    kept = "".join(mark for mark in text.replace("\r\n", "\n") if mark in "\n\t" or mark.isprintable())
    return kept.strip()
