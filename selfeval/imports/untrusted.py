"""Pictures and PDFs that somebody sent, handed to `untrusted_worker.py` as a process of its own."""

from __future__ import annotations

from selfeval.imports import untrusted_worker
from selfeval.imports.own_process import run_on
from selfeval.imports.refused_file import LARGEST_FILE, FileRefused, megabytes

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
    return run_on(data, untrusted_worker, task, seconds=3 * untrusted_worker.SECONDS)
