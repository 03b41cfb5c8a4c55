"""The files of a questionnaire as they leave and come in: a zip, or the files themselves."""

from __future__ import annotations

import io
import re
import zipfile

from flask import Response, request

from selfeval.imports.questionnaire_files import FilesNotTaken
from selfeval.imports.zip_parts import DAMAGED, PACKED
from selfeval.questionnaires.model import Questionnaire
from selfeval.questionnaires.toml_files import LARGEST_FILE
from selfeval.questionnaires.writing import files_of
from selfeval.web.site.report_page import as_file

MOST_FILES = 30


def as_zip(questionnaire: Questionnaire, name: str) -> Response:
    """Its structure and its words, zipped."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for file, text in files_of(questionnaire).items():
            archive.writestr(file, text)
    plain = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-") or "questionnaire"
    return as_file(packed.getvalue(), "application/zip", f"{plain}.zip")


def uploaded_files() -> dict[str, bytes]:
    """Name -> content of what this request has sent, out of a zip if it is one. Raises FilesNotTaken."""
    files: dict[str, bytes] = {}
    for sent in request.files.getlist("files"):
        raw = sent.read(LARGEST_FILE + 1)
        if not raw:
            continue
        if raw.startswith(b"PK"):
            files |= _unpacked(raw)
        else:
            files[(sent.filename or "").rpartition("/")[2]] = raw
        if len(files) > MOST_FILES:
            raise FilesNotTaken([f"These are {len(files)} files. A questionnaire has {MOST_FILES} at most."])
        if sum(map(len, files.values())) > LARGEST_FILE:
            raise FilesNotTaken(["Together these files hold more than a questionnaire."])
    return files


def _unpacked(raw: bytes) -> dict[str, bytes]:
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            listed = [entry for entry in archive.infolist() if not entry.is_dir()]
            if len(listed) > MOST_FILES or sum(entry.file_size for entry in listed) > LARGEST_FILE:
                raise FilesNotTaken(
                    ["This zip holds more than a questionnaire. Choose the files themselves."]
                )
            if any(entry.compress_type not in PACKED for entry in listed):
                raise zipfile.BadZipFile
            return {entry.filename.rpartition("/")[2]: _content(archive, entry) for entry in listed}
    except (*DAMAGED, RuntimeError, OSError) as damaged:  # RuntimeError: it has a password
        raise FilesNotTaken(["This zip cannot be read. Choose the files themselves."]) from damaged


def _content(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bytes:
    """Not more than it says that it is."""
    with archive.open(entry) as file:
        return file.read(entry.file_size)
