"""Who the groups of a characteristic are, inside a sentence: pupils who get extra help to learn."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from selfeval.english import listed, quoted
from selfeval.findings.findings import BY_GROUP
from selfeval.questionnaires.model import Item, Words
from selfeval.reports.sources import Voice

ETHNIC: Mapping[str, str] = {
    "asian": "Asian {who}",
    "black": "Black {who}",
    "chinese": "Chinese {who}",
    "gypsy_roma_traveller": "Gypsy, Roma or Irish Traveller {who}",
    "mixed": "{who} of mixed background",
    "white_british": "White British {who}",
    "white_other": "{who} of another White background",
    "other": "{who} of another background",
    "AIND": "Indian {who}",
    "APKN": "Pakistani {who}",
    "ABAN": "Bangladeshi {who}",
    "AOTH": "{who} of another Asian background",
    "BAFR": "Black African {who}",
    "BCRB": "Black Caribbean {who}",
    "BOTH": "{who} of another Black background",
    "CHNE": "Chinese {who}",
    "MWAS": "White and Asian {who}",
    "MWBA": "White and Black African {who}",
    "MWBC": "White and Black Caribbean {who}",
    "MOTH": "{who} of another mixed background",
    "WBRI": "White British {who}",
    "WIRI": "White Irish {who}",
    "WROM": "Gypsy or Roma {who}",
    "WIRT": "Irish Traveller {who}",
    "WOTH": "{who} of another White background",
    "OOTH": "{who} of another background",
}
RELIGION: Mapping[str, str] = {
    "none": "{who} of no religion",
    "buddhist": "Buddhist {who}",
    "christian": "Christian {who}",
    "hindu": "Hindu {who}",
    "jewish": "Jewish {who}",
    "muslim": "Muslim {who}",
    "sikh": "Sikh {who}",
    "other": "{who} of another religion or belief",
}
OPTIONS: Mapping[str, Mapping[str, str]] = {
    "girl_boy": {"girl": "girls", "boy": "boys"},
    "female_male": {"female": "women", "male": "men"},
    "ethnic_broad": ETHNIC,
    "ethnic_main": ETHNIC,
    "religion": RELIGION,
    "sexual_orientation": {
        "straight": "straight {who}",
        "gay_or_lesbian": "gay or lesbian {who}",
        "bisexual": "bisexual {who}",
    },
    "staff_role": {
        "senior_leader": "senior leaders",
        "teacher": "teachers",
        "support": "staff in teaching or learning support",
        "pastoral": "staff in pastoral care, safeguarding or behaviour",
        "office": "staff in the office, finance or technical jobs",
        "premises": "catering, cleaning, premises or midday staff",
        "trust": "staff of the trust’s central team",
        "other": "staff in another role",
    },
}
"""Option set -> option -> who they are."""
LANGUAGE = "a language other than English at home"
EXTRA_HELP = "extra help to learn"
DISABILITY = "a disability or a long-term health condition"
CARER = "after someone at home who is ill or disabled"
ITEMS: Mapping[str, Mapping[str, str]] = {
    "about.language": {
        "yes": f"{{who}} who use {LANGUAGE}",
        "sometimes": f"{{who}} who sometimes use {LANGUAGE}",
        "no": "{who} who use only English at home",
    },
    "about.extra_help": {
        "yes": f"{{who}} who get {EXTRA_HELP}",
        "not_sure": f"{{who}} who are not sure if they get {EXTRA_HELP}",
        "no": f"{{who}} who get no {EXTRA_HELP}",
    },
    "about.disability": {
        "yes": f"{{who}} who have {DISABILITY}",
        "not_sure": f"{{who}} who are not sure if they have {DISABILITY}",
        "no": "{who} who have no disability and no long-term health condition",
    },
    "about.young_carer": {
        "yes": f"{{who}} who look {CARER}",
        "not_sure": f"{{who}} who are not sure if they look {CARER}",
        "no": f"{{who}} who do not look {CARER}",
    },
}
"""About-you question -> answer -> who they are, where the answer alone does not say."""
LIKE: Mapping[str, str] = {
    "about.young_carer_y5_6": "about.young_carer",
    "about.staff.disability": "about.disability",
    "about.families.disability": "about.disability",
    "about.families.language": "about.language",
    "about.families.extra_help": "about.extra_help",
}
"""Questions whose answers mean what those of another one do."""


def group_in_words(voice: Voice, by: str, parts: Sequence[str]) -> str:
    """Girls, as "girls"; of several answers shown as one, all of them. A year group is named as planned."""
    if by == BY_GROUP:
        return listed(parts)
    item, words = _asked(voice, by)
    return listed([_answer_in_words(voice, by, item, words, part) for part in parts])


def _asked(voice: Voice, by: str) -> tuple[Item | None, Words | None]:
    if voice.about is None:
        return None, None
    return voice.about.definition.items_by_id.get(by), voice.about.words["en"]


def _answer_in_words(voice: Voice, by: str, item: Item | None, words: Words | None, option: str) -> str:
    """Who gave an answer; by its words where we have none of our own for it."""
    of_item = ITEMS.get(LIKE.get(by, by), {})
    of_options = OPTIONS.get(item.options, {}) if item else {}
    phrase = of_item.get(option) or of_options.get(option)
    if phrase:
        band = voice.who.removeprefix(voice.voice)
        return phrase.format(who=voice.who) if "{who}" in phrase else f"{phrase}{band}"
    if item is None or words is None:
        return f"{voice.who} who answered {quoted(option)}"
    label = words.options.get(item.options, {}).get(option, option)
    return f"{voice.who} who answered {quoted(label)} to {quoted(words.items[by].text)}"
