"""`make docs`: writes the pages that are made from the code."""

from __future__ import annotations

import tempfile
from pathlib import Path

from selfeval.commands.account import access_table
from selfeval.findings.schema import schema
from selfeval.settings import Settings
from selfeval.web.app import create_app
from tests.docs import refusals, sentences

DOCS = Path(__file__).resolve().parents[2] / "docs"

refusals.PAGE.write_text(refusals.page(), encoding="utf-8")
sentences.PAGE.write_text(sentences.page(), encoding="utf-8")
sentences.HARD.write_text(sentences.still_hard(), encoding="utf-8")
(DOCS / "findings.schema.json").write_text(schema(), encoding="utf-8")
with tempfile.TemporaryDirectory() as folder:
    app = create_app(Settings(instance=Path(folder)).with_folders())
    (DOCS / "access.md").write_text(access_table(app), encoding="utf-8")
