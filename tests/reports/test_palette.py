"""Colours stand once: in the palette, and under the same names in the stylesheets."""

from __future__ import annotations

import re
from pathlib import Path

import selfeval
from selfeval.reports.charts.palette import IN_LEADS_STYLESHEET, IN_STYLESHEETS

PACKAGE = Path(selfeval.__file__).parent
STATIC = PACKAGE / "web" / "static"
A_COLOUR = re.compile(r"#(?:[0-9a-f]{6}|[0-9a-f]{3})\b", re.IGNORECASE)


def _properties(stylesheet: str) -> dict[str, str]:
    """Custom property -> what it is set to first, before any contrast that a reader may choose."""
    text = (STATIC / stylesheet).read_text(encoding="utf-8")
    pairs = re.findall(r"(--[\w-]+)\s*:\s*(#[0-9a-fA-F]+)", text)
    return dict(reversed(pairs))


def test_the_stylesheets_name_the_colours_of_the_palette() -> None:
    leading, answering = _properties("leading.css"), _properties("answering.css")
    assert leading.items() >= (IN_STYLESHEETS | IN_LEADS_STYLESHEET).items()
    on_answering_pages = IN_STYLESHEETS.keys() - {
        "--leaders"
    }  # leaders' own judgement is shown on no such page
    assert answering.items() >= {name: IN_STYLESHEETS[name] for name in on_answering_pages}.items()


def test_no_module_and_no_template_has_a_colour_of_its_own() -> None:
    palette = PACKAGE / "reports" / "charts" / "palette.py"
    files = [*PACKAGE.rglob("*.py"), *PACKAGE.rglob("*.html")]
    own = {
        str(file.relative_to(PACKAGE)): colours
        for file in files
        if file != palette and (colours := A_COLOUR.findall(_without_links(file.read_text(encoding="utf-8"))))
    }
    assert own == {}


def _without_links(text: str) -> str:
    """A text without what only looks like a colour: an address within a page, a character by its number."""
    return re.sub(r"href=\"[^\"]*\"|&#\w+;", "", text)
