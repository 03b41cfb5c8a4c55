"""Files of a questionnaire that somebody sent, handed to `questionnaire_worker.py`, a process of its own."""

from __future__ import annotations

import json
from collections.abc import Mapping

from selfeval.imports import questionnaire_worker
from selfeval.imports.own_process import run_on
from selfeval.questionnaires.composing import Composition, composition_from_json, composition_to_json
from selfeval.questionnaires.taking_in import TakenIn


class FilesNotTaken(Exception):
    """Why files are not taken: `sentences`."""

    def __init__(self, sentences: list[str]) -> None:
        self.sentences = sentences
        super().__init__("\n".join(sentences))


def questionnaire_in(files: Mapping[str, bytes], before: Composition) -> TakenIn:
    """What these files put in the place of a draft. Raises FilesNotTaken."""
    sent = {
        "before": composition_to_json(before),
        "files": {name: raw.decode("latin-1") for name, raw in files.items()},
    }
    status, printed = run_on(
        json.dumps(sent).encode(), questionnaire_worker, seconds=3 * questionnaire_worker.SECONDS
    )
    if status:
        raise FilesNotTaken(["These files take longer to read than any questionnaire. Make them shorter."])
    answer = json.loads(printed)
    if "faults" in answer:
        raise FilesNotTaken(answer["faults"])
    return TakenIn(composition_from_json(answer["composition"]), tuple(answer["left_out"]))
