"""Every colour that Python or a template writes. Stylesheets name the same ones; a test holds them."""

from __future__ import annotations

from collections.abc import Mapping

INK, SOFT = "#1c2233", "#4a5166"
"""Of words and strong rules; of what stands back."""
PAPER, WHITE, BLACK = "#fbfaf6", "#ffffff", "#000000"
"""Of a page on the screen, of a printed one, of what a camera reads."""
ON_DARK = "#fff"
"""Of figures on a dark piece of a bar."""
HAIR, GRID, CUT = "#d8d3c7", "#e2ded3", "#8a8f9c"
"""Of fine rules, of the lines behind a chart, of where cards are cut."""
CONTROL = "#6b7080"
"""Of the borders of fields: 3 to 1 against the paper."""
VOICES: Mapping[str, str] = {
    "leaders": "#6b3fa0",
    "pupils": "#00756b",
    "staff": "#b4500b",
    "families": "#1c5f9e",
    "governors": "#5c6400",
}
PALE: Mapping[str, str] = {
    "leaders": "#c3aee0",
    "pupils": "#8fc6c0",
    "staff": "#e3b48e",
    "families": "#a3c4e2",
    "governors": "#c6cb86",
}
"""Of each voice, and of the answer next to its strongest one."""
DARK_GREY, GREY, SAND = "#5d6272", "#a5a8b1", "#e4e1d8"
"""Of answers, from the least favourable to the middle."""
ON_PAPER: Mapping[str, str] = {
    "line": "#1d2430",
    "voice": "#8f98a8",
    "sun": "#e6e8ec",
    "rock": "#c3c8d1",
    "hill": "#f1f2f4",
}
"""Greys of the drawings of the answering pages, on forms that are printed in black."""

IN_STYLESHEETS: Mapping[str, str] = {
    "--paper": PAPER,
    "--surface": WHITE,
    "--ink": INK,
    "--ink-soft": SOFT,
    "--line": HAIR,
    **{f"--{voice}": VOICES[voice] for voice in ("leaders", "pupils", "staff")},
}
"""Custom property -> colour, in every stylesheet; that of leaders is on no answering page."""
IN_LEADS_STYLESHEET: Mapping[str, str] = {
    "--rule": INK,
    "--hair": HAIR,
    "--control": CONTROL,
    **{f"--{voice}": VOICES[voice] for voice in ("families", "governors")},
}
"""The same, where leads and leaders read."""
