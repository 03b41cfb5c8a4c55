"""Reads the files of a questionnaire as a process of its own: a small one can ask for any time and memory.

Files and the draft that they are to replace come in as JSON; the new draft goes out, or why there is none.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

MEMORY = 768 * 2**20
"""Bytes of address space, for the files and the library beside them."""
SECONDS = 20
"""Of the processor; the largest questionnaire takes 2."""
MOST_SENTENCES = 300
"""Faults that are told one by one."""


def taken(before_as_json: str, files: dict[str, str]) -> dict[str, object]:
    """`composition` and `left_out`, or `faults`: sentences. `files`: a character of their texts is a byte."""
    from selfeval.questionnaires.composing import composition_from_json, composition_to_json
    from selfeval.questionnaires.taking_in import taken_in
    from selfeval.questionnaires.toml_files import QuestionnaireFaults
    from selfeval.questionnaires.writing import read_files

    before = composition_from_json(before_as_json)
    try:
        given = read_files({name: text.encode("latin-1") for name, text in files.items()})
    except (QuestionnaireFaults, ValueError) as wrong:
        return {"faults": _sentences(str(wrong))}
    if given.definition.audience != before.base.definition.audience:
        whose = given.definition.audience
        return {"faults": [f"These questions are for {whose}. Begin another questionnaire for them."]}
    made = taken_in(given, before)
    return {"composition": composition_to_json(made.composition), "left_out": made.left_out}


def _sentences(text: str) -> list[str]:
    lines = text.split("\n")
    more = len(lines) - MOST_SENTENCES
    return [*lines[:MOST_SENTENCES], f"There are {more} more."] if more > 0 else lines


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
    sent = json.load(sys.stdin)
    sys.stdout.write(json.dumps(taken(sent["before"], sent["files"])))
