"""The sheets of a pilot as files, for a questionnaire of one's own as for those of the library."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from selfeval.commands.pilot.files import loaded
from selfeval.commands.score.rounds import Unusable
from selfeval.reports.pdf.pilot_field import field_test_pdf
from selfeval.reports.pdf.pilot_interview import interview_pdf


def write_sheets(path: Path, folder: Path) -> Iterator[Path]:
    """Writes both sheets in every language of the questionnaire in a file. Raises Unusable."""
    questionnaire = loaded(path)
    name = f"{questionnaire.name}-v{questionnaire.definition.version}"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for language in questionnaire.words:
            for sheet, drawn in (("interview", interview_pdf), ("field-test", field_test_pdf)):
                file = folder / f"{sheet}-{name}-{language}.pdf"
                file.write_bytes(drawn(questionnaire, language))
                yield file
    except OSError as fault:
        raise Unusable(f"{folder} cannot be written to.\n{fault.strerror or fault}.") from fault
