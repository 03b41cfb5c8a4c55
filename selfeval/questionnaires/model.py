"""A questionnaire: items, the scales they are scored in, and its words, apart from its structure."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from functools import cached_property
from typing import Literal

Audience = Literal["pupils", "staff", "families", "governors", "leaders"]
ItemKind = Literal["experience", "outcome", "attitude", "event", "indicator", "about-you"]
"""`event`: what happened, and how often; told as shares, and worth no points."""
ScaleKind = Literal["area", "belonging", "attitudes", "other"]
ChangeKind = Literal["unchanged", "reworded", "merged", "split", "new", "retired"]
POINTLESS: frozenset[ItemKind] = frozenset({"event", "about-you"})
"""Kinds of items of whose answers none is better than another."""
NOT_HAPPENED = frozenset({"never", "no"})
"""Answers about what happened that say it did not."""
NOTHING_FOLLOWED = frozenset({"did_not_happen", "heard_none"})
"""Answers of those to whom nothing happened, where it is asked what came of it: they are in no share."""
EVENT_ANSWERS: Mapping[str, frozenset[str]] = {
    "times4": frozenset({"once", "a_few_times", "many_times"}),
    "yes_no": frozenset({"yes"}),
    "yes_no_did_not_happen": frozenset({"yes"}),
    "yes_no_heard_none": frozenset({"yes"}),
}
"""Option sets in which it is known what each answer says of an event -> the answers that say it happened."""
SAME_MEANING: frozenset[ChangeKind] = frozenset({"unchanged", "reworded"})
"""Changes after which an item means what it meant: what was said of it can be set side by side."""
OWN = "own."
"""How ids of items of one's own begin that a composition has made; no id of the library does."""
OPTION_CHARACTERS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
SKIPPED = "."
SKIPPED_ID = "skipped"
RESERVED_CHARACTERS: Mapping[str, str] = {
    "prefer_not": "-",
    "dont_know": "?",
    "not_my_role": "/",
    "had_none": "/",
    "not_known": "?",
}
"""Answers that carry no points: option id -> character. SKIPPED stands for an item left out."""


def is_own_item(item: str) -> bool:
    """Whether an id is that of a question of one's own, and is made of what it asks."""
    return item.startswith(OWN)


@dataclass(frozen=True)
class Option:
    """One named answer. `points` orders it among the others; the points of about-you options mean nothing."""

    id: str
    points: int


@dataclass(frozen=True)
class OptionSet:
    """Named answers in the order in which they are shown, strongest agreement first."""

    id: str
    options: tuple[Option, ...]
    favourable_from: int | None = None
    """Lowest keyed points that count as favourable; None where no answer is better than another."""
    picture: str | None = None
    """Name of the drawing that goes with each option (`cup` for the youngest), or None."""

    @property
    def has_points(self) -> bool:
        """Whether one answer is better than another; where none is, `points` only number them."""
        return self.favourable_from is not None

    @property
    def lowest_first(self) -> tuple[Option, ...]:
        """Its options by their points."""
        return tuple(sorted(self.options, key=lambda option: option.points))

    @property
    def lowest(self) -> int:
        return min(option.points for option in self.options)

    @property
    def highest(self) -> int:
        return max(option.points for option in self.options)


@dataclass(frozen=True)
class Item:
    """One question. Its id never changes meaning."""

    id: str
    kind: ItemKind
    options: str
    """Id of its option set."""
    area: str | None = None
    commitment: str | None = None
    part: str | None = None
    """The letter that tells apart the indicators of one commitment; of a survey question, which of them it is
    about, where it is about one."""
    not_beside: tuple[str, ...] = ()
    """Indicators only: survey questions on the same commitment that are about another part of it."""
    reversed: bool = False
    also: tuple[str, ...] = ()
    """Answers without points that this item offers beside its options; keys of RESERVED_CHARACTERS."""
    sensitive: bool = False
    link: str | None = None
    """Items of other questionnaires with the same link ask the same thing."""
    link_kind: Literal["verbatim", "adapted", "mirror"] | None = None
    years: tuple[int, ...] = ()
    """About-you only: year groups that may be asked; empty for staff."""
    off_by_default: bool = False
    """About-you only: asked only where the school decides so."""

    @property
    def number(self) -> str:
        """The number of its commitment with its letter: 2.3, 4.3a; empty where it has none."""
        return f"{self.commitment or ''}{self.part or ''}"

    def is_answered_by(self, question: Item) -> bool:
        """Whether what people say to a survey question bears on this indicator."""
        same_part = question.part is None or self.part is None or question.part == self.part
        return question.commitment == self.commitment and same_part and question.id not in self.not_beside


@dataclass(frozen=True)
class Scale:
    """Items scored together, as the mean of their item scores on 0-100."""

    id: str
    kind: ScaleKind
    items: tuple[str, ...]
    area: str | None = None
    minimum_answered: int | None = None
    """Answers a person must have given to be scored; None for the half rule (MEASUREMENT 2)."""


@dataclass(frozen=True)
class Definition:
    """The structure of one version of a questionnaire: everything that scoring and ballots need, no words."""

    questionnaire: str
    version: int
    audience: Audience
    items: tuple[Item, ...] = ()
    scales: tuple[Scale, ...] = ()
    option_sets: tuple[OptionSet, ...] = ()
    areas: tuple[str, ...] = ()
    band: str | None = None
    years: tuple[int, ...] = ()
    minutes: int | None = None
    warm_ups: tuple[str, ...] = ()
    """Questions to try the answers on, shown before the first and answered as it is; never sent."""

    based_on: int | None = None
    """Of a questionnaire of one's own: the version of the library's that the items of the library are of."""

    @property
    def shipped_version(self) -> int:
        """The version of the library's questionnaire that its items are of; of the library's own, itself."""
        return self.based_on or self.version

    @cached_property
    def digest(self) -> str:
        """SHA-256, hex, over the canonical JSON of the structure; the words are not part of it."""
        return hashlib.sha256(self.to_json().encode()).hexdigest()

    def to_json(self) -> str:
        """Canonical JSON, as the database keeps a definition; `load.definition_from_json` reads it.

        What is not set is left out, so that a field added to the model later does not change old digests.
        """
        return json.dumps(without_unset(asdict(self)), sort_keys=True, separators=(",", ":"))

    @cached_property
    def option_sets_by_id(self) -> dict[str, OptionSet]:
        return {option_set.id: option_set for option_set in self.option_sets}

    @cached_property
    def items_by_id(self) -> dict[str, Item]:
        return {item.id: item for item in self.items}

    @cached_property
    def _scales(self) -> dict[str, Scale]:
        return {scale.id: scale for scale in self.scales}

    @cached_property
    def asked(self) -> tuple[int, ...]:
        """Places of the items that are not about the person answering; all where there are no others."""
        experiences = (place for place, item in enumerate(self.items) if item.kind != "about-you")
        return tuple(experiences) or tuple(range(len(self.items)))

    def is_blank(self, response: str) -> bool:
        """Whether a response was handed in empty: no answer but to questions about the person.

        "Don't know" and "prefer not to say" are answers.
        """
        return all(response[place] == SKIPPED for place in self.asked)

    def item(self, item_id: str) -> Item:
        """Raises KeyError for an id that is not in this definition."""
        return self.items_by_id[item_id]

    def scale(self, scale_id: str) -> Scale:
        """Raises KeyError for an id that is not in this definition."""
        return self._scales[scale_id]

    def options_of(self, item: Item) -> OptionSet:
        return self.option_sets_by_id[item.options]

    def has_points(self, item: Item) -> bool:
        """Whether the answers to an item are worth points, so that it can be scored."""
        return item.kind not in POINTLESS and self.options_of(item).has_points

    def says_what_happened(self, item: Item) -> bool:
        """Whether it is an event of whose answers it is known which of them say that it did not happen."""
        return item.kind == "event" and item.options in EVENT_ANSWERS

    def happened(self, item: Item) -> frozenset[str]:
        """The answers to an event that say it happened; none for other questions, nor where none is known."""
        return EVENT_ANSWERS[item.options] if self.says_what_happened(item) else frozenset()

    def nothing_followed(self, item: Item) -> str | None:
        """Of an event that asks what followed: the answer of those to whom nothing happened."""
        if not self.says_what_happened(item):
            return None
        options = [option.id for option in self.options_of(item).options]
        return next((option for option in options if option in NOTHING_FOLLOWED), None)

    def asked_after(self, item: Item) -> tuple[Item, ...]:
        """Of an event that asks what followed: the events just before it that say whether something happened.

        None in a questionnaire of one's own, where one of them may be left out: nothing would be known of it.
        """
        if self.nothing_followed(item) is None or self.based_on is not None:
            return ()
        before: list[Item] = []
        for earlier in reversed(self.items[: self.items.index(item)]):
            options = {option.id for option in self.options_of(earlier).options}
            is_about_it = earlier.kind == "event" and earlier.commitment == item.commitment
            if not is_about_it or options & NOTHING_FOLLOWED or not options & NOT_HAPPENED:
                break
            before.insert(0, earlier)
        return tuple(before)

    def met(self, item: Item) -> frozenset[str]:
        """Of an event that asks what followed: the answers of those to whom something happened.

        "I don't know" is among them: who does not know what came of it has met it. None for other questions.
        """
        if self.nothing_followed(item) is None:
            return frozenset()
        options = frozenset(option.id for option in self.options_of(item).options)
        return (options - NOTHING_FOLLOWED) | ({"dont_know"} & frozenset(item.also))

    def characters(self, item: Item) -> dict[str, str]:
        """Option id -> response character, for every answer this item takes, in the order shown."""
        shown = {
            option.id: OPTION_CHARACTERS[place] for place, option in enumerate(self.options_of(item).options)
        }
        return shown | {answer: RESERVED_CHARACTERS[answer] for answer in item.also}

    def encode(self, answers: Mapping[str, str]) -> str:
        """Item id -> option id, as a response string. Raises KeyError for an unknown item or option."""
        unknown = answers.keys() - self.items_by_id.keys()
        if unknown:
            raise KeyError(sorted(unknown)[0])
        return "".join(
            self.characters(item)[answers[item.id]] if item.id in answers else SKIPPED for item in self.items
        )


def without_unset(value: object) -> object:
    """A nested structure without the keys whose value is None, False or empty. 0 is a value and stays."""
    if isinstance(value, dict):
        set_values = {key: without_unset(inner) for key, inner in value.items()}
        return {key: inner for key, inner in set_values.items() if not _unset(inner)}
    if isinstance(value, list | tuple):
        return [without_unset(inner) for inner in value]
    return value


def _unset(value: object) -> bool:
    return value is None or value is False or (isinstance(value, list | str) and not value)


@dataclass(frozen=True)
class ItemWords:
    """The words of one item. Indicators also have level texts, a prompt and kinds of evidence."""

    text: str
    short: str = ""
    levels: Mapping[str, str] = field(default_factory=dict)
    """Option id of the level -> what is true of a school at that level."""
    more: Mapping[str, str] = field(default_factory=dict)
    """Option id of the level -> what is new against the level below, in a few words."""
    prompt: str = ""
    evidence: tuple[str, ...] = ()
    note: str = ""
    """What the law asks, or what to mind."""
    changed: str = ""
    """What is different against the version before, in a sentence."""
    help: str = ""
    """What is meant, in a line under the question."""


@dataclass(frozen=True)
class Words:
    """A questionnaire in one language."""

    language: str
    title: str
    intro: str
    items: Mapping[str, ItemWords]
    options: Mapping[str, Mapping[str, str]]
    """Option set id -> option id -> label."""
    answers: Mapping[str, str]
    """Label of skipping (`skipped`) and of each answer without points."""
    areas: Mapping[str, str]
    scales: Mapping[str, str]
    pages: Mapping[str, str] = field(default_factory=dict)
    """Headings of the parts of a questionnaire shown several items a page (area id -> heading)."""
    page_intros: Mapping[str, str] = field(default_factory=dict)
    """What is said under the heading of such a part, such as what a word in it means; for some parts only."""
    warm_ups: Mapping[str, str] = field(default_factory=dict)
    """Id of a question to try the answers on -> its text."""
    level_rule: str = ""
    """What every indicator asks at the upper levels, whatever its own words; for leaders only."""
    changed: str = ""
    """What is different against the version before as a whole; each item says its own."""
    draft: bool = False
    """No speaker of the language has checked it."""
    english: Mapping[str, str] = field(default_factory=dict)
    """Of a translation: address of a text (`translated`) -> what it remembers of its English."""

    def parts(self, definition: Definition) -> Iterator[tuple[str, str, list[Item]]]:
        """Heading, what is said under it and items of each area, where several items stand on a page."""
        for area in definition.areas or dict.fromkeys(item.area or "" for item in definition.items):
            if items := [item for item in definition.items if item.area == area]:
                yield self.pages.get(area) or self.areas.get(area, ""), self.page_intros.get(area, ""), items


@dataclass(frozen=True)
class Change:
    """What became of one item of the version before, or where one item of this version comes from.

    `item` is an id of this version, but for `retired`, where it is the id that is no longer asked.
    """

    item: str
    kind: ChangeKind
    sources: tuple[str, ...] = ()
    """Ids of the version before: the item itself, the items merged, or the item split; none for `new`."""


@dataclass(frozen=True)
class Questionnaire:
    """One version of a questionnaire with its words in every language it has."""

    definition: Definition
    words: Mapping[str, Words]
    changes: tuple[Change, ...] = ()
    """The change list against the version before; empty for a first version."""
    accepted: Mapping[str, str] = field(default_factory=dict)
    """Id -> why what is advised against is so all the same (`advice`)."""

    @property
    def name(self) -> str:
        return self.definition.questionnaire
