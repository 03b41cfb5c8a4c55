"""The three invented schools of the demo, and what truly changed in them. Nobody and nothing here is real."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from selfeval.questionnaires.audiences import AskedAudience
from selfeval.store.schools_and_accounts import RoleName
from selfeval.surveys.plan import PlannedGroup

AUTUMNS = 3
"""Yearly rounds; the last one is this autumn's, or last autumn's if this year's would still be open."""
FIRST_EDITION = {"pupils-5-7": 1, "pupils-7-11": 1, "pupils-11-18": 2, "staff": 1}
SECOND_EDITION = {"pupils-5-7": 2, "pupils-7-11": 2, "pupils-11-18": 3, "staff": 2}
"""What pupils and staff are asked from the second autumn on: some of it is new, some can be followed."""
FIRST_INDICATORS, REVISED = {"self-evaluation": 1}, {"self-evaluation": 2}
"""Leaders judged 24 indicators until the third autumn; then they were revised, and are 27."""
Truth = Mapping[str, float]
"""Area id -> points of 100."""


@dataclass(frozen=True)
class Person:
    """Someone with an account."""

    name: str
    email: str
    role: RoleName


@dataclass(frozen=True)
class LastAutumnVoice:
    """Families or governors of a school, who are asked in the last autumn alone."""

    people: int
    level: Truth
    """What they would say if they always answered alike."""
    answered: float
    """Share of them."""


@dataclass(frozen=True)
class DemoSchool:
    """One school: who is on roll, who answers, what is true of it and how that moved."""

    name: str
    phase: str
    """Code of the school census."""
    people: tuple[Person, ...]
    groups: tuple[PlannedGroup, ...]
    """Pupils in the first autumn; later rolls differ by a child or two."""
    staff: int
    level: Truth
    """What pupils would say of each area if all of them always answered alike, in the first autumn."""
    staff_level: Truth
    further: Mapping[AskedAudience, LastAutumnVoice] = field(default_factory=dict)
    moved: Mapping[int, Truth] = field(default_factory=dict)
    """Autumn (1, 2) -> true change of pupils' areas since the autumn before."""
    staff_moved: Mapping[int, Truth] = field(default_factory=dict)
    answered: tuple[float, float, float] = (0.82, 0.8, 0.84)
    """Share of pupils who answer, by autumn."""
    staff_answered: tuple[float, float, float] = (0.74, 0.78, 0.76)
    few_in: Mapping[tuple[int, int], float] = field(default_factory=dict)
    """(autumn, youngest year of a group) -> share who answered there, where it was unusual."""
    low_years: Mapping[int, float] = field(default_factory=dict)
    """Youngest year of a group -> how much lower its pupils feel about everything."""
    levels: tuple[str, str, str] = ("", "", "")
    """Leaders' levels of the indicators by autumn: a digit each, `?` not known yet, `.` not rated."""
    brought_in: str = ""
    """Levels of the year before the first autumn, which the school had in a spreadsheet; empty for none."""
    versions: tuple[Mapping[str, int], ...] = (
        FIRST_EDITION | FIRST_INDICATORS,
        SECOND_EDITION | FIRST_INDICATORS,
        SECOND_EDITION | REVISED,
    )
    """By autumn, the versions that were asked, where a questionnaire has several."""
    last_ends: Literal["draft", "in_review", "signed_off"] = "signed_off"
    """How far the self-evaluation of the third autumn is; those before were noted by governors."""
    rated_apart: tuple[int, ...] = ()
    """Autumns in which both leads rated for themselves first."""
    corrected: tuple[int, ...] = ()
    """Autumns whose self-evaluation was opened again after it was signed."""
    logged: tuple[int | None, int | None, int | None] = (None, None, None)
    """Prejudice incidents in the school's log by autumn; None where it has not typed them."""

    def asked_in(self, autumn: int) -> tuple[AskedAudience, ...]:
        """Who is asked in an autumn, in the order in which it is counted."""
        return ("pupils", "staff", *(self.further if autumn == AUTUMNS - 1 else ()))


_PRIMARY: Truth = {
    "leadership": 68, "culture": 70, "curriculum": 62, "flourish": 69, "bullying": 64, "community": 66,
}  # fmt: skip
_SECONDARY: Truth = {
    "leadership": 53, "culture": 61, "curriculum": 56, "flourish": 64, "bullying": 48, "community": 59,
}  # fmt: skip
_SPECIAL: Truth = {
    "leadership": 66, "culture": 71, "curriculum": 68, "flourish": 70, "bullying": 69, "community": 65,
}  # fmt: skip
_STAFF: Truth = {
    "leadership": 65, "culture": 68, "curriculum": 60, "flourish": 66, "bullying": 71, "community": 61,
}  # fmt: skip
_FAMILIES: Truth = {"leadership": 47, "culture": 63, "community": 52}
_GOVERNORS: Truth = {"leadership": 66, "culture": 74, "community": 63}
LARKBECK = DemoSchool(
    name="Larkbeck Primary School",
    phase="PS",
    people=(
        Person("Ada Quill", "ada.quill@larkbeck.example", "lead"),
        Person("Femi Sand", "femi.sand@larkbeck.example", "lead"),
        Person("Ruth Ember", "ruth.ember@larkbeck.example", "leader"),
    ),
    groups=(
        PlannedGroup("Years 1 and 2", (1, 2), 29),
        PlannedGroup("Years 3 and 4", (3, 4), 31),
        PlannedGroup("Years 5 and 6", (5, 6), 30),
    ),
    staff=21,
    level=_PRIMARY,
    staff_level=_STAFF,
    answered=(0.9, 0.93, 0.91),
    staff_answered=(0.81, 0.86, 0.81),
    levels=("122211211222121122212111", "222221211222121122222111", "22222122122222121122222212?"),
    brought_in="112211111221121112112111",
    rated_apart=(2,),
    logged=(None, 2, 3),
)
"""Ninety pupils. Nothing truly changed: what moves here is chance, and the pages must not say otherwise."""
OXENMOOR = DemoSchool(
    name="Oxenmoor School",
    phase="SS",
    people=(
        Person("Nadia Thorne", "nadia.thorne@oxenmoor.example", "lead"),
        Person("Piotr Lind", "piotr.lind@oxenmoor.example", "lead"),
        Person("Hana Brook", "hana.brook@oxenmoor.example", "leader"),
    ),
    groups=(
        PlannedGroup("Year 7", (7,), 205),
        PlannedGroup("Year 8", (8,), 203),
        PlannedGroup("Year 9", (9,), 198),
        PlannedGroup("Year 10", (10,), 201),
        PlannedGroup("Year 11", (11,), 193),
        PlannedGroup("Years 12 and 13", (12, 13), 100),
    ),
    staff=131,
    level=_SECONDARY,
    staff_level=_STAFF,
    further={"families": LastAutumnVoice(742, _FAMILIES, 0.34)},
    moved={1: {"bullying": 4.0}, 2: {"bullying": 4.0, "community": -7.0}},
    staff_moved={2: {"leadership": 6.0}},
    answered=(0.76, 0.62, 0.79),
    staff_answered=(0.66, 0.7, 0.68),
    few_in={(1, 11): 0.24},
    low_years={9: 6.0},
    levels=("322222212111222222312111", "322322212212222222312211", "3233222122122222222333332.?"),
    last_ends="draft",
    corrected=(1,),
    logged=(None, 21, 34),
)
"""Eleven hundred. Bullying is handled better each year, links with families slip in the third; the
questions were revised before the second, and in that one most of Year 11 were away. In the third
families are asked, too, and a third of them answer."""
PEBBLEWOOD = DemoSchool(
    name="Pebblewood School",
    phase="SP",
    people=(
        Person("Joss Marlow", "joss.marlow@pebblewood.example", "lead"),
        Person("Ines Vale", "ines.vale@pebblewood.example", "lead"),
        Person("Omar Field", "omar.field@pebblewood.example", "leader"),
    ),
    groups=(
        PlannedGroup("Years 3 to 6", (3, 4, 5, 6), 19),
        PlannedGroup("Years 7 to 13", (7, 8, 9, 10, 11, 12, 13), 19),
    ),
    staff=34,
    level=_SPECIAL,
    staff_level=_STAFF,
    further={"governors": LastAutumnVoice(14, _GOVERNORS, 0.93)},
    answered=(0.92, 0.95, 0.92),
    staff_answered=(0.85, 0.82, 0.88),
    levels=("233322321232232233232122", "233322322232233233232122", "23332232223223332233232212?"),
    last_ends="in_review",
    logged=(None, 1, None),
)
"""Thirty-eight pupils of all ages: little can be shown, and the pages say why. In the third autumn its
governors are asked, too, who are just enough to be told of in steps."""
SCHOOLS = (LARKBECK, OXENMOOR, PEBBLEWOOD)
TRUST = "Ashwater Trust"
OFFICER = Person("Ruth Adeyemi", "ruth.adeyemi@ashwater.example", "officer")
"""She reads what the three schools release."""
LATE = PEBBLEWOOD
"""It joined the trust after its first autumn: what it released before, the trust does not see."""
