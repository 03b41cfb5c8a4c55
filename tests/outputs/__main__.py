"""`make outputs`: two hundred generated schools and every output of theirs; writes docs/outputs.md."""

from __future__ import annotations

import tempfile
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from contextlib import AbstractContextManager
from pathlib import Path

from flask import Flask
from sqlalchemy import select

from selfeval.settings import Settings
from selfeval.store.database import Database
from selfeval.store.migrations import upgrade
from selfeval.store.schools_and_accounts import Account
from tests.outputs.faults import compare
from tests.outputs.generated import generated, story
from tests.visitor import set_up_alder_vale
from tests.web.answer.installation import closing_app

SCHOOLS, PROCESSES = 200, 4
WORDS = Path(__file__).parent / "page.md"
PAGE = Path(__file__).resolve().parents[2] / "docs" / "outputs.md"


def _app(folder: Path) -> AbstractContextManager[Flask]:
    settings = Settings(instance=folder / "instance").with_folders()
    database = Database(settings.database_url)
    upgrade(database)
    database.close()
    return closing_app(settings)


def _compared(seeds: range) -> tuple[int, Counter[str]]:
    """Figures and faults of some of the schools, in an installation of their own."""
    figures, faults = 0, Counter[str]()
    with tempfile.TemporaryDirectory() as folder, _app(Path(folder)) as app:
        set_up_alder_vale(app)
        with app.extensions["selfeval"].database.reading() as session:
            account = session.scalars(select(Account).order_by(Account.id).limit(1)).one()
        for seed in seeds:
            compared = compare(app, account, *generated(seed))
            figures += compared.figures
            faults.update(compared.faults)
    return figures, faults


def main() -> None:
    """Prints each fault, and writes the page."""
    figures, faults = 0, Counter[str]()
    with ProcessPoolExecutor(PROCESSES) as pool:
        for some, found in pool.map(_compared, (range(at, SCHOOLS, PROCESSES) for at in range(PROCESSES))):
            figures += some
            faults.update(found)
    for fault, times in faults.most_common():
        print(times, fault)
    sizes = [story(seed).people for seed in range(SCHOOLS)]
    told = WORDS.read_text(encoding="utf-8").format(
        schools=SCHOOLS,
        least=min(sizes),
        most=max(sizes),
        figures=f"{figures:,}",
        faults=sum(faults.values()),
        listed="".join(f"\n- {times} times {fault}" for fault, times in faults.most_common()),
    )
    PAGE.write_text(told, encoding="utf-8")
    print(f"{figures:,} figures, {sum(faults.values())} faults")


if __name__ == "__main__":
    main()
