"""What the answering pages and those for practice reply: the long form, an outcome as JSON or as a page."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Response, request, url_for

from selfeval.web.answer.interface import interface
from selfeval.web.answer.long_form import parts_of
from selfeval.web.answer.outcomes import CARD_FAULTS, STATUS
from selfeval.web.answer.pages import LANGUAGE, Look, document_answer, never_kept, render
from selfeval.web.answer.posts import Sent


def start_of(document: Mapping[str, Any]) -> str:
    """Where the next person begins: the same kind of page, practice or not."""
    return url_for(".questionnaire", code=document["code"], number=document["number"])


def long_form(look: Look, document: dict[str, Any], sent: Sent, receipt: str, outcome: str = "") -> str:
    """The whole questionnaire as one form, with what was answered given back where it was not taken."""
    return render(
        "long.html",
        **look.names,
        group=document,
        parts_of_it=parts_of(look, document),
        start=start_of(document),
        given=request.form,
        slip=sent.slip,
        receipt=receipt,
        fault=" ".join(look.interface.outcomes[outcome].values()) if outcome else "",
        card=outcome in CARD_FAULTS,
    )


def outcome_answer(look: Look | None, outcome: str, *, answered: bool = False, **more: object) -> Response:
    """An outcome as JSON: its name, and what to say about it. `answered`: to somebody who sends a ballot."""
    own = look.interface if look else interface(LANGUAGE, "ks2")
    said = (own.outcomes if answered else own.at_start).get(outcome, {})
    return document_answer({"outcome": outcome, "state": outcome, **said, **more}, STATUS[outcome])


def message_page(look: Look | None, outcome: str) -> Response:
    """An outcome as a page, which holds no answers. Without a round there is no look that it could have."""
    own = look.interface if look else interface(LANGUAGE, "ks2")
    names = (
        look.names
        if look
        else {"language": LANGUAGE, "page": own.page, "temper": "ks2", "title": own.page["survey"]}
    )
    can_start_again = look is not None and outcome in ("unfit", "unreadable", "elsewhere", "not_reached")
    back = request.path.removesuffix("/ballot") if can_start_again else ""
    return never_kept(
        render("message.html", **names, outcome=own.at_start[outcome], back=back), STATUS[outcome]
    )
