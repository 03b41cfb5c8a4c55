"""Evidence of a workbook that comes in again: links and notes are added, and what is here stays as it is.

The bytes of a file are in no workbook. A file that the school has is known by its SHA-256; of one that it has
not, of a finding and of a learning walk, only the name is told.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import get_args

from sqlalchemy.orm import Session

from selfeval.calendar.typed_days import day_in_cell
from selfeval.imports.judgements_file import tidied
from selfeval.imports.reader import Sheet, TableFault, whole_workbook
from selfeval.imports.table_file import letter, shortened
from selfeval.self_evaluation.brought_workbook import (
    LONGEST_IN_A_CELL,
    SheetFault,
    WorkbookFaults,
)
from selfeval.self_evaluation.document import Document
from selfeval.self_evaluation.document_workbook import EVIDENCE, EVIDENCE_HEAD
from selfeval.self_evaluation.evidence import KINDS, NewEvidence, piece_faults
from selfeval.self_evaluation.evidence_kinds import likely_kind, name_from_address, web_address
from selfeval.store.evidence import Evidence, EvidenceForm, evidence_of_school, files_of_school

MOST_PIECES = 500
FORMS: tuple[EvidenceForm, ...] = get_args(EvidenceForm)
CELLS = {"title": "Title", "kind": "Kind", "url": "Link", "note": "Note", "made_on": "Date"}
"""Field of a piece -> its column."""
Twin = tuple[str, ...]
"""By what a piece of a workbook is told to be one that the school has."""


@dataclass(frozen=True)
class BroughtPiece:
    """A piece that the workbook has for indicators which do not use it here."""

    form: EvidenceForm
    title: str
    kind: str = ""
    made_on: dt.date | None = None
    url: str = ""
    note: str = ""
    sha256: str = ""
    indicators: tuple[str, ...] = ()
    """Ids of those that do not use it yet."""
    is_here: bool = False
    """The school has it, so that it is only used for more."""

    @property
    def twin(self) -> Twin:
        return twin_of(self.form, self.title, self.url, self.note, self.sha256)


@dataclass(frozen=True)
class EvidenceRead:
    """What the sheet of evidence would add, and the names of what cannot come in with a workbook."""

    pieces: tuple[BroughtPiece, ...] = ()
    absent: tuple[BroughtPiece, ...] = ()


def twin_of(form: str, title: str, url: str, note: str, sha256: str) -> Twin:
    """A file is the same by its bytes; anything else by all that is written of it."""
    if form == "file":
        return form, sha256
    return form, tidied(title), tidied(url), tidied(note)


def pieces_here(session: Session, school_id: int) -> dict[Twin, Evidence]:
    """All pieces of a school by their twins; of two that are alike the older."""
    sums = {file.evidence_id: file.sha256 for file in files_of_school(session, school_id)}
    return {
        twin_of(piece.form, piece.title, piece.url, piece.note, sums.get(piece.id, "")): piece
        for piece in evidence_of_school(session, school_id)
        if "deleted_on" not in piece.about
    }


def evidence_in(data: bytes, document: Document, here: Collection[Twin]) -> EvidenceRead:
    """What a workbook would add to the evidence. Raises WorkbookFaults.

    A row that was taken out changes nothing.
    """
    try:
        sheets = {sheet.name: sheet for sheet in whole_workbook(data, longest=LONGEST_IN_A_CELL)}
    except TableFault:
        return EvidenceRead()  # the judgements have told it
    sheet = sheets.get(EVIDENCE)
    if sheet is None or not sheet.rows:
        return EvidenceRead()
    head = [cell.strip() for cell in sheet.rows[0][1]]
    if missing := [name for name in EVIDENCE_HEAD if name not in head]:
        raise WorkbookFaults(
            [SheetFault(f"{EVIDENCE}, row 1", f"The column “{name}” is missing.") for name in missing]
        )
    rows = [row for row in _rows(sheet, head) if any(row.cells.values())]
    if len(rows) > MOST_PIECES:
        raise WorkbookFaults([SheetFault(EVIDENCE, f"It has more than {MOST_PIECES} rows.")])
    used = _used(document)
    read = [_piece(row, document, here, used) for row in rows]
    if faults := [fault for row in rows for fault in row.faults]:
        raise WorkbookFaults(faults)
    wanted = [piece for piece in read if piece is not None and piece.indicators]
    can_come = [piece.is_here or piece.form in ("link", "note") for piece in wanted]
    return EvidenceRead(
        tuple(piece for piece, comes in zip(wanted, can_come, strict=True) if comes),
        tuple(piece for piece, comes in zip(wanted, can_come, strict=True) if not comes),
    )


@dataclass
class _EvidenceRow:
    """One row while it is read."""

    number: int
    cells: Mapping[str, str]
    columns: Mapping[str, int]
    faults: list[SheetFault] = field(default_factory=list)

    def fault(self, column: str, sentence: str) -> None:
        where = f"{EVIDENCE}, {letter(self.columns[column])}{self.number}"
        self.faults.append(SheetFault(where, sentence))


def _rows(sheet: Sheet, head: Sequence[str]) -> Iterable[_EvidenceRow]:
    columns = {name: head.index(name) for name in EVIDENCE_HEAD}
    for number, cells in sheet.rows[1:]:
        texts = {name: tidied(cells[at]) if at < len(cells) else "" for name, at in columns.items()}
        yield _EvidenceRow(number, texts, columns)


def _used(document: Document) -> dict[Twin, set[str]]:
    """Which indicators use which piece now."""
    used: dict[Twin, set[str]] = {}
    for indicator in document.indicators:
        for piece in document.evidence_of(indicator):
            twin = twin_of(piece.form, piece.title, piece.url, piece.note, piece.sha256)
            used.setdefault(twin, set()).add(indicator.id)
    return used


def _piece(
    row: _EvidenceRow, document: Document, here: Collection[Twin], used: Mapping[Twin, set[str]]
) -> BroughtPiece | None:
    """What a row says; None with faults in the row."""
    cells = row.cells
    form = next((one for one in FORMS if one == cells["Form"].casefold()), None)
    if form is None and not cells["Form"] and (cells["Link"] or cells["Note"]):
        form = "link" if cells["Link"] else "note"
    if form is None:
        row.fault("Form", f"“{shortened(cells['Form'])}” is none of: {', '.join(FORMS)}.")
        return None
    url = web_address(cells["Link"])
    title = cells["Title"] or (name_from_address(url) if form == "link" else "")
    twin = twin_of(form, title, url, cells["Note"], cells["SHA-256 of the file"])
    backs = _backs(row, document)
    piece = BroughtPiece(
        form=form,
        title=title,
        url=url,
        note=cells["Note"],
        sha256=cells["SHA-256 of the file"],
        indicators=tuple(one for one in backs if one not in used.get(twin, ())),
        is_here=twin in here,
    )
    if twin not in here and twin not in used and form in ("link", "note"):
        return _new_piece(row, piece)
    return piece


def _backs(row: _EvidenceRow, document: Document) -> list[str]:
    ids = {indicator.number.casefold(): indicator.id for indicator in document.indicators}
    numbers = [part for part in row.cells["Backs"].replace(";", ",").replace(" ", "").split(",") if part]
    for number in numbers:
        if number.casefold() not in ids:
            row.fault("Backs", f"“{shortened(number)}” is no indicator of this version.")
    if not numbers:
        row.fault("Backs", "Say which indicators it backs, such as: 5.1, 5.2.")
    return list(dict.fromkeys(ids[number.casefold()] for number in numbers if number.casefold() in ids))


def _new_piece(row: _EvidenceRow, piece: BroughtPiece) -> BroughtPiece:
    """The same with its kind and its day; what is wrong with a cell is told there."""
    kinds = {words.casefold(): kind for kind, words in KINDS.items()}
    typed = row.cells["Kind"]
    if typed and typed.casefold() not in kinds:
        row.fault("Kind", f"“{shortened(typed)}” is none of: {', '.join(KINDS.values())}.")
    day = day_in_cell(row.cells["Date"]) if row.cells["Date"] else None
    if row.cells["Date"] and day is None:
        row.fault("Date", f"“{shortened(row.cells['Date'])}” is no day. Write it such as 3 May 2027.")
    kind = kinds.get(typed.casefold()) or likely_kind(piece.form, piece.title)
    for name, sentence in piece_faults(_given(piece, kind, day)).items():
        row.fault(CELLS[name], sentence)
    return BroughtPiece(
        piece.form, piece.title, kind, day, piece.url, piece.note, indicators=piece.indicators
    )


def _given(piece: BroughtPiece, kind: str, day: dt.date | None) -> NewEvidence:
    return NewEvidence(piece.form, piece.title, kind, piece.url, piece.note, day)


def as_given(piece: BroughtPiece) -> NewEvidence:
    """A new piece as it is added; how strong it is nobody has said."""
    return NewEvidence(
        piece.form,
        piece.title,
        piece.kind,
        piece.url,
        piece.note,
        piece.made_on,
        indicators=piece.indicators,
    )


def pieces_as_json(pieces: Sequence[BroughtPiece]) -> str:
    """What has been shown, for the form that saves it."""
    return json.dumps([asdict(piece) for piece in pieces], default=dt.date.isoformat)


def pieces_from_json(text: str) -> tuple[BroughtPiece, ...]:
    """The same read again, for a browser sends anything. Raises ValueError for what no page has shown."""
    try:
        sent = json.loads(text or "[]")
        return tuple(_sent_piece(piece) for piece in sent[:MOST_PIECES])
    except (TypeError, KeyError, AttributeError, RecursionError) as fault:
        raise ValueError("not what the page sent") from fault


def _sent_piece(sent: Mapping[str, object]) -> BroughtPiece:
    texts = {name: tidied(str(sent[name])) for name in ("title", "kind", "url", "note", "sha256")}
    indicators = sent["indicators"]
    return BroughtPiece(
        form=FORMS[[*FORMS].index(sent["form"])],  # type: ignore[arg-type]
        made_on=dt.date.fromisoformat(str(sent["made_on"])) if sent["made_on"] else None,
        indicators=tuple(map(str, indicators)) if isinstance(indicators, list) else (),
        is_here=bool(sent["is_here"]),
        **texts,
    )
