"""Two or three people, some with two tabs, write at one indicator: nothing is overwritten unseen or lost."""

from __future__ import annotations

import datetime as dt
import random
from dataclasses import dataclass, field, replace

import pytest
from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from selfeval.calendar.school_years import at
from selfeval.questionnaires.catalogue import find
from selfeval.self_evaluation.editing import FIELDS, differing, digests_of, merged, put_together
from selfeval.self_evaluation.judgements import UNRATED, Clash, rate, savers_since
from selfeval.store.database import Database
from selfeval.store.schools_and_accounts import Doer, School, acting
from selfeval.store.self_evaluations import (
    SUPERSEDED_AFTER,
    Judgement,
    Rating,
    SelfEvaluation,
    superseded,
)

DEFINITION = find("self-evaluation", 1).definition
INDICATOR = "se.5.1"
HISTORIES, BATCH = 2_000, 100
EMPTY = Rating()
START = dt.datetime(2026, 11, 2, 9, 0, tzinfo=dt.UTC)
LEVELS = (None, "starting", "building", "secure", "not_known")
STANDS = (
    select(Judgement)
    .join(SelfEvaluation, SelfEvaluation.id == Judgement.self_evaluation_id)
    .where(
        SelfEvaluation.school_id == bindparam("school"),
        SelfEvaluation.year == bindparam("year"),
        Judgement.indicator == INDICATOR,
    )
    .execution_options(populate_existing=True)
)
"""What the database has at this moment."""


@dataclass
class Tab:
    """One browser tab with the indicator open: what stands in its form, and what it was shown."""

    who: int
    openings: int = 0
    """How many pages have been loaded in it."""
    rating: Rating = EMPTY
    synced: Rating = EMPTY
    """As the form was when it last agreed with the server."""
    version: int = UNRATED
    seen: str = digests_of(EMPTY)
    clash: Rating | None = None
    """What stood when saving was refused; what both changed is on the page."""
    clash_version: int = UNRATED
    shown: set[tuple[str, object]] = field(default_factory=set)
    """Every value of a field that its person has seen here."""

    def __post_init__(self) -> None:
        self.show(EMPTY)

    def show(self, rating: Rating) -> None:
        self.shown |= {(name, getattr(rating, name)) for name in FIELDS}

    @property
    def opening(self) -> str:
        """The page that is loaded in it now, unlike any other."""
        return f"{id(self)}p{self.openings}"[-16:]

    @property
    def typed(self) -> dict[str, object]:
        """What stands in the form and is not saved."""
        return {name: getattr(self.rating, name) for name in differing(self.rating, self.synced)}


@dataclass
class History:
    """One indicator and all that happens to it."""

    session: Session
    school_id: int
    year: int
    chance: random.Random
    clock: dt.datetime = START
    saves: list[tuple[str, dt.datetime, Rating, int]] = field(default_factory=list)
    """Which opened page saved, when, what then stood, and as which version."""
    clashes: int = 0
    together: int = 0
    read: list[Judgement | None] = field(default_factory=list)
    """What stands, once it was read; nothing until then, and nothing again after a save was tried."""

    def stored(self) -> Judgement | None:
        if not self.read:
            of = {"school": self.school_id, "year": self.year}
            self.read = [self.session.scalar(STANDS, of)]
        return self.read[0]

    def open(self, tab: Tab) -> None:
        """Loads the page, unless something typed is not saved: then the browser asks, and the tab stays."""
        if tab.typed or tab.clash:
            return
        stored = self.stored()
        tab.openings += 1
        tab.rating = tab.synced = stored.rating if stored else Rating()
        tab.version = stored.version if stored else UNRATED
        tab.seen = digests_of(tab.rating)
        tab.show(tab.rating)

    def type(self, tab: Tab) -> None:
        name = self.chance.choice(("commentary", "commentary", "next_step", "level", "owner"))
        words = f"{getattr(tab.rating, name) or ''} w{self.chance.randrange(10**9)}".strip()
        value = self.chance.choice(LEVELS) if name == "level" else words
        tab.rating = replace(tab.rating, **{name: value})
        tab.show(tab.rating)

    def save(self, tab: Tab) -> None:
        before = self.stored()
        typed, old = tab.typed, before.rating if before else Rating()
        was_at = before.version if before else UNRATED
        self.read.clear()
        outcome = rate(
            self.session,
            DEFINITION,
            school_id=self.school_id,
            year=self.year,
            indicator=INDICATOR,
            rating=tab.rating,
            version=tab.version,
            who=f"Person {tab.who}",
            seen=tab.seen,
            opening=tab.opening,
        )
        if isinstance(outcome, Clash):
            self.clashes += 1
            assert outcome.stored.rating == old, "a clash changes nothing"
            assert before is not None
            both = merged(tab.seen, tab.rating, old).both
            assert both, "there is something to choose"
            assert set(both) <= typed.keys(), "never touched, and asked"
            tab.clash, tab.clash_version = old, was_at
            return
        new = outcome.rating
        for name in differing(old, new):
            assert was_at == UNRATED or (name, getattr(old, name)) in tab.shown, "overwritten unseen"
        for name, value in typed.items():
            assert getattr(new, name) == value, "typed, said to be saved, and not there"
        for name in set(FIELDS) - typed.keys():
            assert was_at == UNRATED or getattr(new, name) == getattr(old, name), "never touched, and changed"
        self.together += new != tab.rating
        if outcome.version != was_at:
            self.saves.append((tab.opening, self.clock, new, outcome.version))
        tab.rating = tab.synced = new
        tab.version, tab.seen, tab.clash = outcome.version, digests_of(new), None
        tab.show(new)

    def choose(self, tab: Tab) -> None:
        """Of the fields that both changed: one text or the other, of each field one, or both texts in one."""
        theirs = tab.clash
        assert theirs is not None
        together = merged(tab.seen, tab.rating, theirs)
        tab.rating = together.rating
        tab.show(theirs)
        tab.version, tab.seen, tab.clash = tab.clash_version, digests_of(theirs), None
        tab.synced = theirs
        how = self.chance.choice(("mine", "theirs", "each", "both"))
        if how == "theirs":  # a link leads back to the page: what was typed is let go of knowingly
            tab.rating = theirs
            return
        if how == "each":
            mixed = {name: getattr(self.chance.choice((theirs, tab.rating)), name) for name in together.both}
            tab.rating = replace(tab.rating, **mixed)
        if how == "both" and "commentary" in together.both:
            tab.rating = replace(tab.rating, commentary=f"{theirs.commentary}\n\n{tab.rating.commentary}")
        tab.show(tab.rating)
        self.save(tab)

    def run(self) -> None:
        people = self.chance.choice((2, 2, 3))
        tabs = [Tab(who) for who in range(people) for _ in range(self.chance.choice((1, 1, 2)))]
        for _ in range(self.chance.randrange(5, 14)):
            self.clock += dt.timedelta(minutes=self.chance.choice((0, 0, 1, 5, 20, 61, 600)))
            tab = self.chance.choice(tabs)
            with at(self.clock), acting(Doer("colleague", tab.who + 1, "Alder Vale Primary")):
                if tab.clash:
                    self.choose(tab)
                else:
                    self.chance.choice((self.open, self.type, self.type, self.save, self.save))(tab)

    def check(self) -> None:
        """Every text ever saved stands, or is an earlier one, or the page that saved it soon typed on."""
        stored = self.stored()
        if stored is None:
            assert not self.saves
            return
        assert stored.rating == self.saves[-1][2]
        earlier = {one.version: one.rating for one in superseded(self.session, stored)}
        for (page, when, rating, version), (next_page, when_next, _, _) in zip(
            self.saves, self.saves[1:], strict=False
        ):
            soon = page == next_page and when_next - when < SUPERSEDED_AFTER
            assert soon or earlier.get(version) == rating, "a text is lost"


@pytest.mark.slow
def test_in_two_thousand_histories_no_text_is_overwritten_unseen_and_none_is_lost(
    sqlite_database: Database,
) -> None:
    with sqlite_database.writing() as session:
        school = School(name="Alder Vale Primary")
        session.add(school)
        session.flush()
        school_id = school.id
    clashes = together = saves = 0
    for first in range(0, HISTORIES, BATCH):
        with sqlite_database.writing() as session:
            for number in range(first, first + BATCH):
                history = History(session, school_id, 3000 + number, random.Random(number))
                history.run()
                history.check()
                clashes += history.clashes
                together += history.together
                saves += len(history.saves)
            session.expunge_all()
    assert (saves > 3_000, clashes > 150, together > 600) == (True,) * 3, (saves, clashes, together)


def test_what_one_person_changed_is_kept_when_another_changes_something_else(
    sqlite_database: Database,
) -> None:
    opened = Rating(level="building", commentary="Seen in lessons.", owner="Nobody yet")
    mina = replace(opened, owner="Mina Owner")
    nadia = replace(opened, commentary="Seen in lessons and at lunch.")
    with sqlite_database.writing() as session:
        school = School(name="Alder Vale Primary")
        session.add(school)
        session.flush()
        for number, (rating, version) in enumerate(((opened, UNRATED), (mina, 1), (nadia, 1))):
            with acting(Doer("colleague", number + 1, "Alder Vale Primary")):
                outcome = rate(
                    session,
                    DEFINITION,
                    school_id=school.id,
                    year=2026,
                    indicator=INDICATOR,
                    rating=rating,
                    version=version,
                    who=("Tom Okafor", "Mina", "Nadia")[number],
                    seen=digests_of(opened),
                )
        assert isinstance(outcome, Judgement)
        assert outcome.rating == replace(nadia, owner="Mina Owner")
        assert savers_since(session, outcome, 1, "Nadia") == ("Mina",)
        assert [one.rating for one in superseded(session, outcome)] == [mina, opened]


SAID = (Rating("building"), Rating("building", "Seen."), Rating("secure", "Seen by us."))


def _saved_from(
    session: Session, pages: tuple[str, ...], ratings: tuple[Rating, ...] = SAID
) -> tuple[Judgement, list[Rating]]:
    """What stands after Amina has saved from these opened pages, one after the other; then what was kept."""
    school = School(name="Alder Vale Primary")
    session.add(school)
    session.flush()
    with acting(Doer("lead", 1, "Alder Vale Primary")):
        for version, (page, rating) in enumerate(zip(pages, ratings, strict=True)):
            at = {"school_id": school.id, "year": 2026, "indicator": INDICATOR, "version": version}
            judgement = rate(session, DEFINITION, rating=rating, who="Amina Yusuf", opening=page, **at)  # type: ignore[arg-type]
    assert isinstance(judgement, Judgement)
    return judgement, [one.rating for one in superseded(session, judgement)]


@pytest.mark.parametrize(
    ("pages", "kept"),
    [
        pytest.param(("a", "a", "a"), [], id="typing on in one page"),
        pytest.param(("a", "a", "b"), [SAID[1]], id="another tab, or the page opened again"),
        pytest.param(("a", "b", "a"), [SAID[1], SAID[0]], id="two tabs in turn"),
        pytest.param(("a", "a", ""), [SAID[1]], id="a workbook, or an earlier text that is taken back"),
        pytest.param(("", "", ""), [SAID[1], SAID[0]], id="nothing but workbooks"),
    ],
)
def test_a_text_of_ones_own_is_kept_unless_the_same_page_types_on(
    sqlite_database: Database, pages: tuple[str, ...], kept: list[Rating]
) -> None:
    with sqlite_database.writing() as session:
        judgement, earlier = _saved_from(session, pages)
        assert judgement.rating == SAID[2]
        assert earlier == kept


@pytest.mark.parametrize(
    ("read_at", "stands"), [(1, SAID[0]), (2, SAID[1])], ids=["saved after it", "read after it"]
)
def test_a_text_thrown_away_that_was_saved_after_the_page_was_read_is_undone_and_kept(
    sqlite_database: Database, read_at: int, stands: Rating
) -> None:
    with sqlite_database.writing() as session:
        judgement, _ = _saved_from(session, ("a", "a"), SAID[:2])
        again = rate(
            session,
            DEFINITION,
            school_id=judgement.school_id,
            year=2026,
            indicator=INDICATOR,
            rating=SAID[read_at - 1],
            version=read_at,
            who="Amina Yusuf",
            seen=digests_of(SAID[read_at - 1]),
            opening="b",
            thrown_away="a",
        )
        assert isinstance(again, Judgement)
        assert again.rating == stands
        assert [one.rating for one in superseded(session, again)] == [SAID[1]][: 2 - read_at]


def test_only_what_both_have_changed_has_to_be_chosen() -> None:
    opened = Rating(level="building", commentary="Seen.", owner="Nobody yet")
    stored = replace(opened, commentary="Seen by us.", owner="Mina Owner")
    mine = replace(opened, commentary="Seen by me.", level="secure")
    together = merged(digests_of(opened), mine, stored)
    assert together.both == ("commentary",)
    assert together.rating == replace(mine, owner="Mina Owner")


def test_fields_that_only_one_tab_has_changed_are_put_together() -> None:
    opened = Rating(level="building", commentary="Seen in lessons.")
    mine = replace(opened, commentary="Seen in lessons and at lunch.")
    stored = replace(opened, level="secure", owner="Piotr Lind")
    assert put_together(digests_of(opened), mine, stored) == replace(stored, commentary=mine.commentary)


def test_a_field_that_both_have_changed_has_to_be_chosen() -> None:
    opened = Rating(commentary="Seen.")
    mine, stored = Rating(commentary="Seen by me."), Rating(commentary="Seen by us.")
    assert put_together(digests_of(opened), mine, stored) is None


@pytest.mark.parametrize("seen", ["", "nonsense", "x" * 41, "x" * 39])
def test_without_knowing_what_was_opened_nothing_is_put_together(seen: str) -> None:
    assert put_together(seen, Rating(level="secure"), Rating(owner="Piotr Lind")) is None


def test_one_digest_is_of_each_field() -> None:
    full = Rating("secure", "a", "some", "b", "c", "d", dt.date(2027, 2, 26), ("duty.advance",))
    assert len(digests_of(full)) == len(digests_of(Rating())) == 5 * len(FIELDS)
    for name in FIELDS:
        changed = replace(full, **{name: getattr(Rating(), name)})
        assert put_together(digests_of(full), full, changed) == changed
        assert put_together(digests_of(full), changed, full) == changed
