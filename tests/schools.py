"""A school that can open a survey: two people lead it. For tests that need no page and no password."""

from __future__ import annotations

from sqlalchemy.orm import Session

from selfeval.store.schools_and_accounts import School, new_account

NO_PASSWORD = "!"
"""Nobody signs in with it: it is no hash of anything."""


def new_school(session: Session, name: str = "Alder Vale Primary", *, invented: bool = False) -> School:
    """The school with an id, and its two leads, Amina Yusuf and Daniel Price."""
    school = School(name=name, invented=invented)
    session.add(school)
    session.flush()
    for lead in ("Amina Yusuf", "Daniel Price"):
        address = f"{lead.lower().replace(' ', '.')}@school{school.id}.example"
        new_account(session, school, lead, address, NO_PASSWORD, "lead")
    return school
