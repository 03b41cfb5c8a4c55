"""The helplines that pages and print-outs show, from one file, and when somebody last checked them."""

from __future__ import annotations

import datetime as dt
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from selfeval.english import full_day

SHIPPED = Path(__file__).parent / "helplines.toml"
OWN = "helplines.toml"
"""In the instance folder: what an installation shows in place of ours."""
GOOD_FOR = dt.timedelta(days=365)
"""How long a check is relied on."""
Reader = Literal["pupils", "staff", "parents"]
Line = Annotated[str, StringConstraints(min_length=1, max_length=80, strip_whitespace=True)]


class HelplinesFault(Exception):
    """A file of helplines that cannot be used; the message says where and why."""


class Helpline(BaseModel):
    """One helpline, as the file has it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: Line
    name: Line
    number: Line
    web: Line = ""
    readers: Annotated[tuple[Reader, ...], Field(alias="for", min_length=1)]
    words: Mapping[str, Line]
    """Language -> what it costs, when it is open, whom it is for."""
    checked_on: dt.date | None = None
    checked_at: Line = ""
    """Where it was looked up, that day."""

    def more(self, language: str = "en") -> str:
        """What is said beside the number; in English where nobody has translated it."""
        return self.words.get(language) or self.words["en"]

    def is_due(self, on: dt.date) -> bool:
        """Whether nobody has checked it for a year."""
        return self.checked_on is None or on - self.checked_on > GOOD_FOR

    @property
    def check_words(self) -> str:
        """When it was checked, and where."""
        if self.checked_on is None:
            return "nobody has noted a check"
        return f"last checked on {full_day(self.checked_on)}" + (
            f", at {self.checked_at}" if self.checked_at else ""
        )


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid")

    helplines: list[Helpline]


@dataclass(frozen=True)
class Helplines:
    """All of an installation, in the order of the file."""

    every: tuple[Helpline, ...]

    def of(self, reader: Reader) -> tuple[Helpline, ...]:
        """Those that one kind of reader is shown."""
        return tuple(line for line in self.every if reader in line.readers)

    def due(self, on: dt.date, readers: Sequence[Reader] = ("pupils", "staff", "parents")) -> list[Helpline]:
        """Those of these readers that somebody should check now."""
        return [line for line in self.every if line.is_due(on) and set(line.readers) & set(readers)]


def helplines_in(instance: Path) -> Helplines:
    """Those of an installation: its own file, or else ours. Raises HelplinesFault."""
    own = instance / OWN
    return read_helplines(own if own.exists() else SHIPPED)


def read_helplines(path: Path) -> Helplines:
    """The helplines in a file. Raises HelplinesFault."""
    try:
        read = _File.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise HelplinesFault(f"{path} cannot be read: {error}") from error
    except ValidationError as error:
        where = [
            f"{'.'.join(map(str, fault['loc']))}: {fault['msg']}."
            for fault in error.errors(include_url=False)
        ]
        raise HelplinesFault(f"{path} is not a file of helplines. {' '.join(where)}") from error
    without = [line.id for line in read.helplines if "en" not in line.words]
    if without:
        raise HelplinesFault(f"{path}: {', '.join(without)} has no English words.")
    return Helplines(tuple(read.helplines))


def written(helplines: Helplines) -> str:
    """A file of these helplines, for an installation that keeps its own."""
    head = (
        "# The helplines that pages and print-outs show. Change numbers and words here, and write the day\n"
        "# on which you checked each one. Start the service again afterwards.\n"
    )
    return head + "".join(map(_block, helplines.every))


def _block(line: Helpline) -> str:
    rows = [
        "",
        "[[helplines]]",
        *(
            f"{key} = {_quoted(text)}"
            for key, text in line.model_dump(include={"id", "name", "number"}).items()
        ),
        *([f"web = {_quoted(line.web)}"] if line.web else []),
        f"for = [{', '.join(map(_quoted, line.readers))}]",
        *([f"checked_on = {line.checked_on.isoformat()}"] if line.checked_on else []),
        *([f"checked_at = {_quoted(line.checked_at)}"] if line.checked_at else []),
        "",
        "[helplines.words]",
        *(f"{language} = {_quoted(text)}" for language, text in line.words.items()),
    ]
    return "\n".join(rows) + "\n"


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def with_check(helplines: Helplines, helpline_id: str, on: dt.date, where: str = "") -> Helplines:
    """The same with one checked on a day. Raises KeyError for an id that is not there."""
    if helpline_id not in {line.id for line in helplines.every}:
        raise KeyError(helpline_id)
    return Helplines(
        tuple(
            line.model_copy(update={"checked_on": on, "checked_at": where})
            if line.id == helpline_id
            else line
            for line in helplines.every
        )
    )
