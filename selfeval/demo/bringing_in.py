"""The year before the demo begins, which one school brings in from its own spreadsheet."""

from __future__ import annotations

from selfeval.demo.written import INVENTED, WRITTEN
from selfeval.imports.judgements_file import likely_columns, read_judgements, table_in
from selfeval.questionnaires.catalogue import find, shipped
from selfeval.reports.tables import csv_text
from selfeval.self_evaluation.history import bring_in_year
from selfeval.self_evaluation.judgements import LONGEST_COMMENTARY
from selfeval.store.database import Database

FILE = "self-evaluation-before.csv"


def bring_in(database: Database, school_id: int, year: int, levels: str, who: str) -> None:
    """By the door of the page: the file is read, its columns are known by their headings, and it is saved."""
    table = table_in(spreadsheet(levels).encode(), FILE)
    columns = likely_columns(table.headings)
    read = read_judgements(table, columns, shipped()["self-evaluation"], {}, LONGEST_COMMENTARY)
    with database.writing() as session:
        bring_in_year(session, school_id, year, read, FILE, who)


def spreadsheet(levels: str) -> str:
    """What the school had: a row for each indicator of the first version, a digit for its level."""
    rows = []
    for place, (item, level) in enumerate(
        zip(find("self-evaluation", 1).definition.items, levels, strict=True)
    ):
        written = WRITTEN.get(item.number or "") or WRITTEN[item.commitment or ""]
        sentence = written.little if level in "01" else written.done
        rows.append((item.number, level, f"{sentence} {INVENTED}" if place % 4 == 0 else sentence))
    return csv_text(("Number", "Level", "Why"), rows)
