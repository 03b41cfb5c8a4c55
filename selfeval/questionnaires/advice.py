"""What survey methods advise against in a questionnaire that can be used: long, double, absolute ones."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from itertools import combinations

from selfeval.english import count_of
from selfeval.questionnaires.consistency import Complaint
from selfeval.questionnaires.model import Definition, Item, Questionnaire
from selfeval.questionnaires.toml_files import quoted_list

ENGLISH = "en"
"""The language whose words can be looked at."""
TURNED_FROM = 5
"""Year from which pupils answer a question and its opposite alike (Marsh 1986); before, it is noise."""
LEAST_ITEMS = 3
"""Questions in a score; two cannot show whether they belong together."""
LIMITS = ((2, 8, 20), (6, 13, 40), (13, 14, 50))
"""Oldest year of a band, words in one of its questions, questions in all."""
STAFF_LIMITS = (14, 50)
_ABSOLUTE = re.compile(
    r"\b(everyone|everybody|everything|everywhere|every|always|never|nobody|no one|anyone|anybody)\b", re.I
)
_TWO_IDEAS = re.compile(r"\b(and|or)\b", re.I)
_LIST = re.compile(r"\w+(, [\w’ -]+)+,? (and|or) ", re.I)
"""Three or more things of one kind, such as race, faith or disability."""
_OTHERS = r"(adults|grown-ups|staff|teachers|leaders|people|children|pupils|students|others|they)"
_MIND_READING = re.compile(
    rf"\b{_OTHERS}( here| at school)? (want|wants|think|thinks|feel|feels|believe|care)\b", re.I
)
_WHO_ONE_IS = re.compile(
    r"\b(I am|I’m|I'm|are you|I was born|I identify as) (an? )?(\w+ and |\w+, )*(gay|lesbian|bi|bisexual|"
    r"queer|straight|trans\w*|non.?binary|disabled|deaf|blind|autistic|dyslexic|black|white|asian|brown|mixed|"
    r"muslim|christian|catholic|jewish|hindu|sikh|buddhist|religious|roma|adopted|fostered|pregnant|"
    r"married|divorced|refugee|asylum|young carer|carer|immigrant|migrant|foreign)\b"
    r"|\b(I|do you) (have|had|use|need|take|get|live with|suffer from|claim) ([\w’-]+ ){0,2}(wheelchair|"
    r"disabilit\w+|hearing aid\w*|illness|condition|impairment|diagnosis|autism|adhd|dyslexia|epilepsy|"
    r"depression|anxiety|special needs|ehcp|medication|medicine|counselling|therapy|free school meals|"
    r"benefits|foster\w*|social worker|two mums|two dads|religion|faith)\b",
    re.I,
)
"""Some ways to ask who the person is; there are many more, so it is asked of each question of one's own."""


def advice_on(questionnaire: Questionnaire) -> list[Complaint]:
    """Everything advised against, but for what its file accepts with a reason."""
    definition, words = questionnaire.definition, questionnaire.words.get(ENGLISH)
    if definition.audience == "leaders":
        return []
    by_structure: tuple[Callable[[Definition], Iterable[Complaint]], ...] = (
        _too_many,
        _turned_round,
        _commitments,
        _scales,
    )
    advice = [complaint for rule in by_structure for complaint in rule(definition)]
    for item in definition.items if words else ():
        text = words.items[item.id].text if words else ""
        advice += [(item.id, sentence) for sentence in _of_text(item, text, definition)]
    return [(about, sentence) for about, sentence in advice if about not in questionnaire.accepted]


def not_asked_about(definition: Definition, commitments: Iterable[str]) -> list[str]:
    """The commitments on which it asks nothing about how things are; none where it names no commitments."""
    asked = {item.commitment for item in definition.items if item.kind != "attitude"}
    return [one for one in dict.fromkeys(commitments) if one not in asked] if asked - {None} else []


def _limits(definition: Definition) -> tuple[int, int]:
    """Words in a question, and questions in all, that its youngest readers can manage."""
    if definition.audience != "pupils" or not definition.years:
        return STAFF_LIMITS
    youngest = min(definition.years)
    return next((words, items) for oldest, words, items in LIMITS if youngest <= oldest)


def _too_many(definition: Definition) -> Iterator[Complaint]:
    asked = len(definition.items)
    if asked > _limits(definition)[1] and not any(item.kind == "about-you" for item in definition.items):
        yield (
            definition.questionnaire,
            f"It has {count_of(asked, 'question')}. Readers of its age tire after {_limits(definition)[1]}.",
        )


def _turned_round(definition: Definition) -> Iterator[Complaint]:
    youngest = min(definition.years, default=TURNED_FROM)
    for item in definition.items:
        if item.reversed and definition.audience == "pupils" and youngest < TURNED_FROM:
            yield (
                item.id,
                f"It is turned round. Before Year {TURNED_FROM} such answers say little: ask it straight.",
            )


def _commitments(definition: Definition) -> Iterator[Complaint]:
    kinds: dict[str, set[str]] = {}
    for item in definition.items:
        if item.commitment:
            kinds.setdefault(item.commitment, set()).add(item.kind)
    for commitment, asked in kinds.items():
        if asked == {"attitude"}:
            yield commitment, "Only an attitude is asked about this commitment. Ask what happens, too."


def _scales(definition: Definition) -> Iterator[Complaint]:
    for scale in definition.scales:
        if len(scale.items) < LEAST_ITEMS:
            yield scale.id, "Two questions make a poor score. Add one, or show them by themselves."
    for one, other in combinations(definition.scales, 2):
        shared = set(one.items) & set(other.items)
        if 2 * len(shared) > min(len(one.items), len(other.items)):
            yield (
                other.id,
                f"It shares {count_of(len(shared), 'question')} with “{one.id}”: two names for one thing.",
            )


def _of_text(item: Item, text: str, definition: Definition) -> Iterator[str]:
    most = _limits(definition)[0]
    if item.kind == "about-you":
        return
    if len(text.split()) > most:
        yield f"It has {len(text.split())} words. Readers of its age manage {most}."
    absolute = [word.lower() for word in _ABSOLUTE.findall(text)]
    if absolute and item.kind != "event":
        yield f"It says {quoted_list(dict.fromkeys(absolute))}. Ask about the person who answers."
    if _TWO_IDEAS.search(_LIST.sub("", text)):
        yield "It asks two things at once. Ask one, or make it two questions."
    if _WHO_ONE_IS.search(text):
        yield (
            "It seems to ask who the person is. Such questions belong to those about the person, which a "
            "survey asks apart."
        )
    if _MIND_READING.search(text):
        yield "It asks what others think or feel. Ask what can be seen or heard."
    fits = text.endswith("?") == (item.kind == "event")
    if not fits and item.kind == "event":
        yield "What happened is asked as a question. This is a statement, and its answers do not fit."
    elif not fits and any("agree" in option.id for option in definition.options_of(item).options):
        yield "This is a question, and one cannot agree with a question. Make it a statement."
