"""The words of a questionnaire: built from a words file, and checked against the structure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from selfeval.questionnaires.consistency import Complaint
from selfeval.questionnaires.faults import listed
from selfeval.questionnaires.model import SKIPPED_ID, Definition, Item, ItemWords, Words
from selfeval.questionnaires.schema import ItemWordsTable, WordsFile
from selfeval.questionnaires.stock import Stock


def build_words(file: WordsFile, definition: Definition, stock: Stock) -> tuple[Words, list[Complaint]]:
    """The words in a file, and what is wrong with them; words with complaints must not be used."""
    ready = stock.words_in(file.language)
    own_scales = [scale.id for scale in definition.scales if scale.kind != "area"]
    answers = [SKIPPED_ID, *dict.fromkeys(answer for item in definition.items for answer in item.also)]
    own_areas = [area for area in definition.areas if area not in ready.areas]
    complaints = [
        *_compare(file.items, [item.id for item in definition.items], "question"),
        *_compare(file.answers, answers, "answer", section="answers"),
        *_compare(file.scales, own_scales, "scale", section="scales"),
        *_compare(file.areas, own_areas, "area", section="areas", ready=ready.areas),
        *_option_words(file, definition, stock),
        *(complaint for item in definition.items for complaint in _levels(item, file, definition)),
    ]
    if file.pages:
        complaints.extend(_compare(file.pages, definition.areas, "part", section="pages"))
    areas = {area: file.areas.get(area) or ready.areas.get(area, "") for area in definition.areas}
    scales = {
        scale.id: areas.get(scale.area or "", "") if scale.kind == "area" else file.scales.get(scale.id, "")
        for scale in definition.scales
    }
    words = Words(
        language=file.language,
        title=file.title,
        intro=file.intro,
        closing=file.closing,
        items={
            item.id: _item_words(file.items[item.id]) for item in definition.items if item.id in file.items
        },
        options={
            answers_of.id: file.options.get(answers_of.id) or ready.options.get(answers_of.id, {})
            for answers_of in definition.option_sets
        },
        answers=file.answers,
        areas=areas,
        scales=scales,
        pages=file.pages,
        draft=file.draft,
    )
    return words, complaints


def _item_words(table: ItemWordsTable) -> ItemWords:
    return ItemWords(
        text=table.text,
        short=table.short,
        levels=table.levels,
        more=table.more,
        prompt=table.prompt,
        evidence=tuple(table.evidence),
        note=table.note,
    )


def _compare(
    given: Mapping[str, object],
    needed: Iterable[str],
    noun: str,
    section: str = "items",
    ready: Iterable[str] = (),
) -> Iterator[Complaint]:
    """A text for everything, and nothing but texts for what there is."""
    wanted = list(needed)
    for name in wanted:
        if name not in given:
            yield name, f"The text of this {noun} is missing. Add it under [{section}]."
    for name in given:
        if name in ready:
            yield name, f"The library has the words of this {noun}. Leave yours out of [{section}]."
        elif name not in wanted:
            yield (
                name,
                f"There is no such {noun} in the questionnaire. Leave its text out of [{section}].",
            )


def _option_words(file: WordsFile, definition: Definition, stock: Stock) -> Iterator[Complaint]:
    ready = stock.words_in(file.language).options
    for answers in definition.option_sets:
        if answers.id in ready and answers.id in stock.option_sets:
            continue
        labels = file.options.get(answers.id)
        if labels is None:
            yield (
                answers.id,
                f"The texts of this option set are missing. Add [options.{answers.id}].",
            )
            continue
        ids = [option.id for option in answers.options]
        for name, sentence in _compare(labels, ids, "option", section=f"options.{answers.id}"):
            yield f"{answers.id}, {name}", sentence
        same = [label for label in set(labels.values()) if list(labels.values()).count(label) > 1]
        for label in sorted(same):
            yield answers.id, f"Two options read “{label}”. Nobody could tell them apart."
    sets = {answers.id for answers in definition.option_sets}
    for name in file.options:
        if name in ready:
            yield name, "The library has the words of this option set. Leave yours out."
        elif name not in sets:
            yield name, "There are texts, but no question uses such an option set. Leave them out."


def _levels(item: Item, file: WordsFile, definition: Definition) -> Iterator[Complaint]:
    """An indicator describes each of its levels, and what each has more than the one below."""
    words = file.items.get(item.id)
    answers = next((one for one in definition.option_sets if one.id == item.options), None)
    if words is None or answers is None:
        return
    ids = [option.id for option in sorted(answers.options, key=lambda option: option.points)]
    wanted = {"levels": ids, "more": ids[1:]} if item.kind == "indicator" else {"levels": [], "more": []}
    for name, given in (("levels", words.levels), ("more", words.more)):
        missing = [level for level in wanted[name] if level not in given]
        needless = [level for level in given if level not in wanted[name]]
        if missing:
            yield item.id, f"“{name}” has no text for {listed(missing)}."
        if needless:
            yield item.id, f"“{name}” has a text for {listed(needless)}, which is not needed. Leave it out."
