"""Tags that an indicator may carry, with their words. They sort a list and never judge."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib.resources import files


@dataclass(frozen=True)
class Tag:
    """One tag."""

    id: str
    words: str


@dataclass(frozen=True)
class TagGroup:
    """Tags of one kind, in the order in which they are shown."""

    name: str
    tags: tuple[Tag, ...]


@cache
def tag_groups() -> tuple[TagGroup, ...]:
    """All tags, by kind."""
    read = tomllib.loads((files(__package__) / "tags.toml").read_text(encoding="utf-8"))
    return tuple(
        TagGroup(group["name"], tuple(Tag(tag["id"], tag["words"]) for tag in group["tags"]))
        for group in read["groups"]
    )


def tag_words() -> dict[str, str]:
    """Id -> words, of all tags in their order."""
    return {tag.id: tag.words for group in tag_groups() for tag in group.tags}


def named(ids: Iterable[str]) -> tuple[str, ...]:
    """Tags as the pages name them; an id that is no tag any more stays as it is."""
    words = tag_words()
    return tuple(words.get(tag, tag) for tag in ids)


def in_order(ids: Iterable[str]) -> tuple[str, ...]:
    """Those of these ids that are tags, each once, in the order of the list."""
    wanted = set(ids)
    return tuple(tag for tag in tag_words() if tag in wanted)
