"""Cards with their two sentences in another language; code, address and names stay as they are."""

from __future__ import annotations

from selfeval.english import count_of
from selfeval.reports.pdf.cards import SHUFFLE, CardSheet, qr_rows
from selfeval.reports.pdf.typeset import Value, square_path, typeset


def cards_in_language_pdf(sheets: list[CardSheet], language: str, go_to: str, draw: str) -> bytes:
    """Like `cards_pdf`. `go_to`: before the address. `draw`: what is said to whoever draws a card."""
    groups: list[Value] = [
        {
            "name": sheet.group,
            "count": count_of(len(sheet.slips), "card"),
            "address": sheet.short_address,
            "cards": [
                {
                    "code": f"{slip[:4]}-{slip[4:]}",
                    "drawing": square_path(qr_rows(_link(sheet, slip, language))),
                }
                for slip in sheet.slips
            ],
        }
        for sheet in sheets
    ]
    group = sheets[0].group if len(sheets) == 1 else "every group"
    data: dict[str, Value] = {
        "title": f"Cards for {group}: {sheets[0].survey}",
        "school": sheets[0].school,
        "survey": sheets[0].survey,
        "says": "Square to scan",
        "go_to": go_to,
        "draw": draw,
        "shuffle": SHUFFLE,
        "groups": groups,
    }
    return typeset("cards", data, language)


def _link(sheet: CardSheet, slip: str, language: str) -> str:
    """The page opens in the language of the card; whoever holds it can change it there."""
    return f"{sheet.address}?lang={language}#{slip}"
