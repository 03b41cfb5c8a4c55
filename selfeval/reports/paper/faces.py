"""The faces of printed pages: Source Sans and Source Serif, installed with the project and embedded."""

from __future__ import annotations

from functools import cache

from reportlab import rl_config
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

SANS, SANS_BOLD = "selfeval-sans", "selfeval-sans-bold"
SERIF, SERIF_BOLD = "selfeval-serif", "selfeval-serif-bold"


@cache
def load_faces() -> None:
    """Makes the faces known to reportlab."""
    import font_source_sans_pro as sans
    import font_source_serif_pro as serif

    rl_config.reserveTTFNotdef = 1  # PDF/UA wants the sign for a missing glyph in each embedded face
    files = {
        SANS: sans.font_files_ttf["SourceSansPro"],
        SANS_BOLD: sans.font_files_ttf["SourceSansProSemibold"],
        SERIF: serif.font_files_ttf["SourceSerifPro"],
        SERIF_BOLD: serif.font_files_ttf["SourceSerifProBold"],
    }
    for name, file in files.items():
        pdfmetrics.registerFont(TTFont(name, file))
    for regular, bold in ((SANS, SANS_BOLD), (SERIF, SERIF_BOLD)):
        pdfmetrics.registerFontFamily(regular, normal=regular, bold=bold, italic=regular, boldItalic=bold)


def face_of(weight: int, *, serif: bool = False) -> str:
    """The face for a weight as the pages of the web count it."""
    bold = weight > 500
    if serif:
        return SERIF_BOLD if bold else SERIF
    return SANS_BOLD if bold else SANS


def width_of(text: str, size: float, weight: int = 400) -> float:
    """Width of a text in points."""
    load_faces()
    return float(pdfmetrics.stringWidth(text, face_of(weight), size))
