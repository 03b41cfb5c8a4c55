"""A translation as one PO file, which every tool of translators opens; and one that comes back.

Each text has its part and its address as context, so that the same English may be said in two ways.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from babel import Locale, UnknownLocaleError
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import PoFileError, read_po, write_po

from selfeval.questionnaires.audiences import ONE_GROUP
from selfeval.questionnaires.toml_files import text_sentences
from selfeval.questionnaires.translated import ENGLISH, NOTICES, PAGES, is_old, mark_of
from selfeval.store.languages import Remembered
from selfeval.surveys.languages import PartWords, text_and_mark

LARGEST_PO = 1_000_000
"""Bytes; a whole language has 150,000."""
GAP = re.compile(r"\{\w+\}")
FIXED = re.compile(r"\{\w+\}|\d+|PRACTICE")
"""What a translation has as the English has it."""
HEADER = """# Translation of what people read in a survey of selfeval.
# Fill in each msgstr. Leave what stands in {braces} as it is. See docs/translating.md."""
SECTION_LIMITS: Mapping[str, int] = {
    "title": 100,
    "intro": 1_500,
    "items": 300,
    "warm_ups": 300,
    "page_intros": 300,
}
"""Section of a questionnaire -> characters of a text, as its files allow."""
LABEL_LIMIT = 80


@dataclass(frozen=True)
class BroughtIn:
    """What a PO file brings, and everything that is wrong with it."""

    language: str
    texts: Remembered
    faults: tuple[str, ...]


def most_characters(part: PartWords, address: str) -> int:
    """How long a text may be on its screen: about twice its English, and what its file allows."""
    room = max(30, 2 * len(part.english[address]) + 20)
    section = address.split(".")[0]
    if part.part in (PAGES, NOTICES):
        return room
    return min(room, SECTION_LIMITS.get(section, LABEL_LIMIT))


def po_file(language: str, parts: Sequence[PartWords], own: Remembered) -> bytes:
    """Every text of these parts: its English, what is said in the language, and “fuzzy” where it is old."""
    catalog = Catalog(locale=_locale(language), project="selfeval", header_comment=HEADER, fuzzy=False)
    for part in parts:
        for address, english in part.english.items():
            text, mark = text_and_mark(part, address, language, own)
            catalog.add(
                english,
                text,
                context=f"{part.part} {address}",
                flags=["fuzzy"] if text and is_old(mark, english) else [],
                auto_comments=list(_notes(part, address)),
            )
    out = io.BytesIO()
    write_po(out, catalog, width=0, sort_output=False)
    return _with_language(out.getvalue(), language)


def _notes(part: PartWords, address: str) -> Iterator[str]:
    yield f"At most {most_characters(part, address)} characters."
    gaps = GAP.findall(part.english[address])
    if gaps:
        yield f"Keep as it is: {', '.join(gaps)}"
    if any(part.part in (name, words.about) or f".{name}." in address for name, words in ONE_GROUP.items()):
        yield "To adults: polite."


def _locale(language: str) -> Locale | None:
    try:
        return Locale.parse(language, sep="-")
    except (UnknownLocaleError, ValueError):
        return None


def _with_language(raw: bytes, language: str) -> bytes:
    """The header names the language even where Babel knows none of that code."""
    text = raw.decode()
    if f'"Language: {language}\\n"' not in text:
        text = re.sub(
            r'("Language: [^"]*\\n"\n)?("MIME-Version)', rf'"Language: {language}\\n"\n\2', text, count=1
        )
    return text.encode()


def read_po_file(raw: bytes, parts: Sequence[PartWords], offered: Iterable[str]) -> BroughtIn:
    """What a PO file brings for these parts. `offered`: codes of languages that there can be."""
    if len(raw) > LARGEST_PO:
        return BroughtIn("", {}, ("The file is larger than 1 MB. A whole language needs less.",))
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        return BroughtIn("", {}, ("The file is not saved as UTF-8. Save it again, and choose UTF-8.",))
    try:
        catalog = read_po(io.StringIO(text), abort_invalid=True)
    except (PoFileError, ValueError, IndexError) as error:
        return BroughtIn("", {}, (f"This is no PO file that can be read: {error}.",))
    named = re.search(r'^"Language: ([A-Za-z-]+)\\n"', text, re.MULTILINE)
    language = named.group(1) if named else ""
    faults = []
    if language not in set(offered) - {ENGLISH}:
        faults.append(
            f"The line “Language:” at its top says “{language}”, which is no language offered here."
        )
    texts: dict[str, dict[str, tuple[str, str]]] = {}
    by_name = {part.part: part for part in parts}
    for message in catalog:
        if not message.id or not message.string:
            continue
        name, _, address = (message.context or "").partition(" ")
        part = by_name.get(name)
        if part is None or address not in part.english:
            faults.append(f"“{message.context or message.id}”: there is no such text. Leave it out.")
            continue
        wrong = list(_faults(part, address, message))
        faults += [f"{name} {address}: {sentence}" for sentence in wrong]
        english = str(message.id)
        if not wrong and not _is_as_it_came(part, address, language, message):
            texts.setdefault(name, {})[address] = (str(message.string), mark_of(english))
    if not texts and not faults:
        faults.append("Nothing in this file is new: every text is as it was, or empty.")
    return BroughtIn(language, texts, tuple(faults))


def _is_as_it_came(part: PartWords, address: str, language: str, message: Message) -> bool:
    """Whether selfeval says it like this already, from the same English."""
    ready = part.translated.get(language, {}).get(address)
    return ready == message.string and ("fuzzy" in message.flags or message.id == part.english[address])


def _faults(part: PartWords, address: str, message: Message) -> Iterator[str]:
    text, english = str(message.string), str(message.id)
    yield from text_sentences(text)
    if text != text.strip():
        yield "there is a space too many at its beginning or end."
    most = most_characters(part, address)
    if len(text) > most:
        yield f"it has {len(text)} characters. {most} is the most that fits on its screen."
    ours, theirs = FIXED.findall(text), FIXED.findall(english)
    for fixed in dict.fromkeys(theirs):
        if ours.count(fixed) < theirs.count(fixed):
            yield f"“{fixed}” is missing. Keep it as the English has it."
    for fixed in dict.fromkeys(ours):
        if fixed not in theirs:
            yield f"“{fixed}” is not in the English. Leave it out."
