"""The texts of an indicator's levels: all of them there, and kept to what their file says of every level."""

from __future__ import annotations

import re
from collections.abc import Iterator

from selfeval.questionnaires.consistency import Complaint
from selfeval.questionnaires.model import Definition, Item
from selfeval.questionnaires.schema import EveryLevelTable, WordsFile
from selfeval.questionnaires.toml_files import quoted_list


def level_complaints(definition: Definition, file: WordsFile) -> Iterator[Complaint]:
    """What is wrong with the levels of every item; only indicators have any."""
    for item in definition.items:
        yield from _levels(item, file, definition)
    if file.every_level is None:
        return
    indicators = [item for item in definition.items if item.kind == "indicator"]
    used = {item.options for item in indicators}
    levels = {option.id for one in definition.option_sets if one.id in used for option in one.options}
    for level in file.every_level.must_say:
        if level not in levels:
            yield "every_level", f"There is no level “{level}”. Leave it out of “must_say”."
    for item in indicators:
        words = file.items.get(item.id)
        for level, text in (words.levels if words else {}).items():
            for sentence in _rule_sentences(level, text, file.every_level):
                yield item.id, sentence


def _levels(item: Item, file: WordsFile, definition: Definition) -> Iterator[Complaint]:
    """An indicator describes each of its levels, and what each has more than the one below."""
    words = file.items.get(item.id)
    answers = next((one for one in definition.option_sets if one.id == item.options), None)
    if words is None or answers is None:
        return
    ids = [option.id for option in answers.lowest_first]
    wanted = {"levels": ids, "more": ids[1:]} if item.kind == "indicator" else {"levels": [], "more": []}
    for name, given in (("levels", words.levels), ("more", words.more)):
        missing = [level for level in wanted[name] if level not in given]
        needless = [level for level in given if level not in wanted[name]]
        if missing:
            yield item.id, f"“{name}” has no text for {quoted_list(missing)}."
        if needless:
            yield (
                item.id,
                f"“{name}” has a text for {quoted_list(needless)}, which is not needed. Leave it out.",
            )


def _rule_sentences(level: str, text: str, rules: EveryLevelTable) -> Iterator[str]:
    """Where the text of one level does not keep to the rules."""
    words = len(text.split())
    if rules.most_words is not None and words > rules.most_words:
        yield f"The text of “{level}” has {words} words. At most {rules.most_words} may stand there."
    phrases = rules.must_say.get(level, [])
    if phrases and not any(_says(text, phrase) for phrase in phrases):
        wanted = " or ".join(f"“{phrase}”" for phrase in phrases)
        yield f"The text of “{level}” must say {wanted}."


def _says(text: str, phrase: str) -> bool:
    return re.search(rf"\b{re.escape(phrase)}\b", text, re.IGNORECASE) is not None
