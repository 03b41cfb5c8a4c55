"""Everything that a school has written into its action plan and its metrics, for its own keeping."""

from __future__ import annotations

import json
from collections.abc import Iterator

from sqlalchemy.orm import Session

from selfeval.store.action_plans import plan_rows
from selfeval.store.schools_and_accounts import School


def action_plan_files(session: Session, school: School) -> Iterator[tuple[str, str]]:
    """One file with every row of every table of the plan, as stored; none where nothing was written."""
    tables = plan_rows(session, school_id=school.id)
    if any(tables.values()):
        yield "action-plan.json", json.dumps(tables, ensure_ascii=False, indent=1, default=str)
