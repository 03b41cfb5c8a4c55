"""Every sentence that a page, report, file or command can print, by audience and place: docs/sentences.md.

Reading age is that of all sentences of a place together, `…` read as a word of two syllables: the measure is
rough on one short sentence. What has fewer than four words, or no full stop, is listed and not measured.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from selfeval.questionnaires.translated import ENGLISH, LANGUAGE_NAMES
from selfeval.reading_age import reading_age
from tests.docs.printed_code import texts_of_python, texts_of_script, texts_of_words
from tests.docs.printed_templates import BLANK, texts_of

ROOT = Path(__file__).resolve().parents[2]
HOUSE = ROOT / "selfeval"
PAGE = ROOT / "docs" / "sentences.md"
HARD = Path(__file__).with_name("hard_sentences.txt")
"""Single sentences that are hard and stay: names in the law, and what cannot be said with shorter words."""
STAFF, YOUNGER, OLDER, OPERATORS = (
    "Staff",
    "Pupils up to 11",
    "Pupils above 11",
    "Operators’ commands and files",
)
AGES = {STAFF: 9.0, YOUNGER: 7.0, OLDER: 9.0, OPERATORS: 9.0}
"""Audience -> the age in years at which all sentences of a place together must be read with ease."""
HARDEST = {STAFF: 14.0, YOUNGER: 11.0, OLDER: 13.0, OPERATORS: 14.0}
"""Audience -> the age above which one sentence alone is hard, whatever the others are."""
FEWEST_WORDS = 4
FEWEST_WORDS_ALONE = 10
"""From how many words one sentence is measured by itself."""
FIRST_OF_OLDER = 7
"""School year."""
FILLED_IN = "seven"
WORD = re.compile(rf"[\w’'@.-]*\w|{BLANK}")
STYLES = {"ks1": YOUNGER, "ks2": YOUNGER, "ks3": OLDER, "staff": STAFF}
"""Styles of the answering pages; what is of no style is for the youngest, too."""
NOT_SHOWN = ("demo", "imports/headings.toml", "commands/demo.py", "questionnaires/example")
"""What is invented for the demo, what is looked for in lists of others, and what a maker starts from."""
HEAD = """# Every sentence

What pages, reports, print-outs, files, e-mails and commands can say, found in the code. `…` stands for what is filled in. Sentences of a place come first; below them its labels and pieces of sentences.

The reading age is the Flesch-Kincaid grade of all sentences of a place together, plus five; a sentence ends at a full stop, and `…` counts as a word of two syllables. On one short sentence the measure is rough, so a single one is looked at only when it is far off. Staff pages are to be read at 9, those for pupils up to 11 at 7, those for older pupils at 9. Questionnaires of an earlier version are frozen and not held to that.

Written by `make docs`; a test holds it to the code.
"""  # noqa: E501


@dataclass(frozen=True)
class Place:
    """Where sentences are read. `files` below selfeval/, each a folder or the start of a file's path."""

    audience: str
    name: str
    files: tuple[str, ...]
    frozen: bool = False


PLACES = (
    Place(STAFF, "Start page", ("web/start", "web/templates/start")),
    Place(STAFF, "Planning a survey", ("web/plan", "web/templates/plan", "surveys/plan", "surveys/expected")),
    Place(STAFF, "Lists and files that are brought in", ("imports",)),
    Place(
        STAFF,
        "For the adult in the room, and for parents",
        (
            "notices",
            *(f"web/templates/survey/{name}" for name in ("room", "adult-cards", "practice", "questions")),
        ),
    ),
    Place(
        STAFF,
        "Running a survey",
        ("web/survey", "web/templates/survey", "surveys", "web/templates/answer/tablet"),
    ),
    Place(STAFF, "Piloting", ("web/pilot", "web/templates/pilot", "reports/pdf/pilot", "reports/pilot")),
    Place(STAFF, "The self-evaluation", ("web/evaluate", "web/templates/evaluate", "self_evaluation")),
    Place(STAFF, "The head’s two pages", ("reports/pdf",)),
    Place(
        STAFF,
        "Reports and changes over time",
        ("web/read", "web/templates/read", "web/templates/voices", "reports", "reading", "release"),
    ),
    Place(STAFF, "Partnerships", ("web/partnership", "web/templates/partnership")),
    Place(STAFF, "People and data", ("web/people", "web/templates/people", "web/data", "web/templates/data")),
    Place(STAFF, "Accounts", ("web/account", "web/templates/account", "accounts")),
    Place(STAFF, "Schools, for operators", ("web/admin", "web/templates/admin", "schools")),
    Place(STAFF, "Questionnaire files", ("questionnaires/",)),
    Place(STAFF, "Every page", ("",)),
    Place(YOUNGER, "Notices for pupils up to 11", ("notices/younger",)),
    Place(OLDER, "Half a page for pupils of 11 and over", ("notices/pupils", "notices/promise")),
    Place(OPERATORS, "Commands, and the files they write", ("commands", "findings", "scoring")),
    Place(OPERATORS, "Backups, restoring, leaving", ("operations", "store", "settings")),
)


@cache
def texts() -> dict[Place, tuple[str, ...]]:
    """Place -> everything that is printed there, each text once."""
    found: dict[Place, dict[str, None]] = {place: {} for place in PLACES}
    for path in _files():
        within = path.relative_to(HOUSE).as_posix()
        if path.suffix == ".toml":
            for place, text in _of_words(path, within):
                found.setdefault(place, {})[text] = None
        elif printed := dict.fromkeys(_of_file(path)):
            found[_place(within)].update(printed)
    order = list(AGES)
    return {
        place: tuple(found[place])
        for place in sorted(found, key=lambda place: order.index(place.audience))
        if found[place]
    }


def sentences(place: Place) -> tuple[str, ...]:
    """What is measured: texts up to their full stops, each once."""
    parts = (
        part
        for text in texts()[place]
        for part in re.split(r"(?<=[.!?])[”)]*\s*(?=…\s?[A-Z])|(?<=[.!?])[”)]*\s+(?=\W*[A-Z…\d])", text)
    )
    return tuple(dict.fromkeys(part.strip() for part in parts if is_sentence(part.strip())))


def is_sentence(text: str) -> bool:
    """Four words or more, up to a full stop."""
    return bool(re.search(r"[.!?][”)]*$", text)) and len(WORD.findall(text)) >= FEWEST_WORDS


def age_of(spoken: tuple[str, ...]) -> float:
    """The age at which these sentences together are read with ease."""
    return reading_age(" ".join(f"{re.sub(r'[.!?:]', '', _as_read(one))}." for one in spoken))


def hard(place: Place) -> tuple[str, ...]:
    """Single sentences far above the age of their audience; the measure says nothing of one that is short."""
    return tuple(
        one
        for one in sentences(place)
        if len(WORD.findall(one)) >= FEWEST_WORDS_ALONE and age_of((one,)) > HARDEST[place.audience]
    )


def known_hard() -> frozenset[str]:
    """Those that are known to be hard; one is added by hand and only ever taken off by `make docs`."""
    return frozenset(HARD.read_text(encoding="utf-8").splitlines())


def still_hard() -> str:
    """The list of those that are known, without what nobody prints any more or has become easier."""
    printed = {one for place in texts() if not place.frozen for one in hard(place)}
    return "".join(f"{one}\n" for one in sorted(known_hard() & printed))


def page() -> str:
    """The list as it should be."""
    rows = [
        f"| {place.audience} | {place.name} | {len(sentences(place)):,} | {_age(place)} |"
        for place in texts()
    ]
    head = "\n| read by | where | sentences | reading age |\n| --- | --- | ---: | ---: |\n"
    return "".join([HEAD, head, *(f"{row}\n" for row in rows), *_sections()])


def _sections() -> Iterator[str]:
    audience = ""
    for place, printed in texts().items():
        if place.audience != audience:
            yield f"\n## {place.audience}\n"
            audience = place.audience
        yield f"\n### {place.name}\n\n"
        spoken = sentences(place)
        yield "".join(f"- {_escaped(one)}\n" for one in spoken)
        labels = [
            text
            for text in printed
            if not any(is_sentence(part) for part in re.split(r"(?<=[.!?])\s+", text))
        ]
        if labels:
            yield f"\nLabels and pieces: {_escaped(' · '.join(labels))}\n"


def _age(place: Place) -> str:
    return "frozen" if place.frozen else f"{age_of(sentences(place)):.1f}" if sentences(place) else ""


def _as_read(sentence: str) -> str:
    return sentence.replace(BLANK, f" {FILLED_IN} ")


def _escaped(text: str) -> str:
    return text.replace("<", "&lt;").replace("*", "\\*").replace("_", "\\_")


def _files() -> Iterator[Path]:
    for path in sorted(HOUSE.rglob("*")):
        within = path.relative_to(HOUSE).as_posix()
        if path.suffix in (".py", ".html", ".js", ".toml") and not within.startswith(NOT_SHOWN):
            yield path


def _of_file(path: Path) -> Iterator[str]:
    read = {".py": texts_of_python, ".html": texts_of, ".js": texts_of_script}[path.suffix]
    yield from (
        text for text in read(path) if re.search(r"[A-Za-z]{2}", text) and not re.search(r'="|\{%', text)
    )


def _place(within: str) -> Place:
    """That with the longest start in common."""
    fits = [(len(start), place) for place in PLACES for start in place.files if within.startswith(start)]
    return max(fits, key=lambda fit: fit[0])[1]


def _of_words(path: Path, within: str) -> Iterator[tuple[Place, str]]:
    """In English only: whoever translates looks after the other languages."""
    if within.startswith(("web/answer", "notices/words")) and path.stem != ENGLISH:
        return
    for keys, text in texts_of_words(path):
        if keys[-1] in LANGUAGE_NAMES and keys[-1] != ENGLISH:
            continue
        if within.startswith("web/answer"):
            styles = [STYLES[key] for key in keys if key in STYLES]
            audience = styles[0] if styles else YOUNGER
            yield Place(audience, "Answering pages", (within,)), text
        elif within.startswith("questionnaires/library") and path.name.endswith(".en.toml"):
            yield _questionnaire(path, keys), text
        elif not within.startswith("questionnaires/library"):
            yield _place(within), text


def _questionnaire(path: Path, keys: tuple[str, ...]) -> Place:
    folder = path.parent.name
    if folder == "library":
        return Place(YOUNGER, "Answers to choose from, names of areas", (folder,))
    newest = max(path.parent.glob("v*.en.toml"), key=_version)
    name = f"Questionnaire {folder}, version {_version(path)}"
    return Place(_asked(path, keys), name, (folder,), frozen=path != newest)


def _asked(path: Path, keys: tuple[str, ...]) -> str:
    """Who reads a text of a questionnaire; of the questions about the pupil, by the years that are asked."""
    folder = path.parent.name
    if folder == "about-you-pupils":
        definition = tomllib.loads(path.with_name(f"v{_version(path)}.toml").read_text(encoding="utf-8"))
        years = {item["id"]: item.get("years", definition["years"]) for item in definition["items"]}
        asked = years.get(keys[1] if keys[0] == "items" else "", definition["years"])
        return OLDER if min(asked) >= FIRST_OF_OLDER else YOUNGER
    return OLDER if folder == "pupils-11-18" else YOUNGER if "pupils" in folder else STAFF


def _version(path: Path) -> int:
    return int(path.name.partition(".")[0].removeprefix("v"))
