"""Printed pages in any language: letters that join, lines from the right, tagged for screen readers.

Typst sets them, from the templates beside this module. Texts come as data and are never read as markup.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path

import typst

from selfeval.questionnaires.translated import RIGHT_TO_LEFT

FONTS = Path(__file__).parent / "fonts"
"""Noto Sans for Arabic, Urdu and Bengali, with their licence."""
TEMPLATES = Path(__file__).parent / "templates"
Value = str | int | float | bool | None | Sequence["Value"] | Mapping[str, "Value"]


@cache
def _fonts() -> typst.Fonts:
    """Only faces that come along: a print-out looks the same on every server."""
    import font_source_sans_pro as sans

    latin = Path(sans.font_files_ttf["SourceSansPro"]).parent
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[FONTS, latin])


def typeset(template: str, data: Mapping[str, Value], language: str) -> bytes:
    """A PDF/UA-1 made of `templates/NAME.typ`. The same data give the same bytes.

    `data` has the title of the document as `title`.
    """
    inputs = {
        "data": json.dumps(data, ensure_ascii=False),
        "language": language,
        "direction": "rtl" if language in RIGHT_TO_LEFT else "ltr",
    }
    source = (TEMPLATES / "page.typ").read_bytes() + (TEMPLATES / f"{template}.typ").read_bytes()
    return typst.compile(source, font_paths=_fonts(), sys_inputs=inputs, pdf_standards="ua-1")


def square_path(rows: Sequence[Sequence[tuple[int, int]]]) -> str:
    """A QR code of dark runs (first module, length) by row, as a drawing with its quiet zone."""
    runs = "".join(
        f"M{start} {row}h{length}v1h-{length}z" for row, line in enumerate(rows) for start, length in line
    )
    side = len(rows) + 8
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="-4 -4 {side} {side}"><path d="{runs}"/></svg>'
