"""What is common to zips that somebody sent: how they end, how parts may be packed, what damage raises."""

from __future__ import annotations

import struct
import zipfile
import zlib

ENDED = b"PK\x05\x06"
"""How the end of a zip begins; one with nothing in it has no more."""
PACKED = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
"""How parts may be packed; what else there is can ask for any amount of memory."""
DAMAGED = (zipfile.BadZipFile, zlib.error, struct.error, EOFError, NotImplementedError, ValueError)
"""What is raised by a zip that is damaged, or of a kind that the library does not read."""
