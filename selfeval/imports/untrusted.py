"""Pictures and PDFs that somebody sent, handed to `untrusted_worker.py` as a process of its own."""

from __future__ import annotations

import subprocess
import sys
from threading import Lock

from selfeval.imports import untrusted_worker
from selfeval.imports.refused_file import LARGEST_FILE, FileRefused, megabytes

_one_at_a_time = Lock()
FORMATS = {"jpg": "JPEG", "png": "PNG", "webp": "WEBP"}


def redrawn(data: bytes, ending: str) -> bytes:
    """A picture without anything but its points: no place, camera or comment. Raises FileRefused."""
    status, picture = _worked(data, FORMATS[ending])
    if status == untrusted_worker.TOO_LARGE:
        raise FileRefused(
            f"This picture has more than {untrusted_worker.MOST_POINTS // 1_000_000} million points. Make it "
            "smaller and send it again."
        )
    if status or not picture:
        raise FileRefused("This picture is damaged and cannot be shown. Save it as JPEG and send that.")
    if len(picture) > LARGEST_FILE:
        raise FileRefused(f"This picture is larger than {megabytes(LARGEST_FILE)}. Save it as JPEG.")
    return picture


def checked_pdf(data: bytes) -> None:
    """Raises FileRefused for a PDF that a password protects, that is damaged or that could act by itself."""
    status, _ = _worked(data, "PDF")
    if status == untrusted_worker.PASSWORD:
        raise FileRefused("A password protects this PDF. Print it to a new PDF and send that.")
    if status == untrusted_worker.ACTS:
        raise FileRefused(
            "There is a script or another file in this PDF, so it could do things by itself. Print it to a "
            "new PDF and send that."
        )
    if status:
        raise FileRefused("This PDF is damaged, or is none. Open it, print it to a new PDF and send that.")


def _worked(data: bytes, task: str) -> tuple[int, bytes]:
    """How the process ended, and what it gave; one at a time, for each may take much memory."""
    with _one_at_a_time:
        try:
            done = subprocess.run(  # noqa: S603 (the file is its input, no part of the command)
                [sys.executable, "-I", untrusted_worker.__file__, task],
                input=data,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                timeout=3 * untrusted_worker.SECONDS,
                check=False,
            )
        except (subprocess.SubprocessError, OSError):
            return untrusted_worker.CANNOT_BE_READ, b""
    return done.returncode, done.stdout
