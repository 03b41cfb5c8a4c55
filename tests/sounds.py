"""Sound files for tests, made here: nobody's voice."""

from __future__ import annotations

import math
import struct


def wav(seconds: float = 0.3, pitch: float = 440.0) -> bytes:
    """A tone, as the page of recordings makes a voice: 16,000 samples a second, 16 bits each."""
    count = int(16_000 * seconds)
    samples = struct.pack(
        f"<{count}h", *(int(8_000 * math.sin(2 * math.pi * pitch * i / 16_000)) for i in range(count))
    )
    head = struct.pack("<HHIIHH", 1, 1, 16_000, 32_000, 2, 16)
    return (
        b"RIFF" + struct.pack("<I", 36 + len(samples)) + b"WAVEfmt " + struct.pack("<I", 16) + head
        + b"data" + struct.pack("<I", len(samples)) + samples
    )  # fmt: skip


def ogg(*packets: bytes) -> bytes:
    """A stream of pages, each with one packet."""
    return b"".join(
        struct.pack("<4sBBqIIIB", b"OggS", 0, 2 if not place else 0, place * 960, 7, place, 0, 1)
        + bytes([len(packet)]) + packet
        for place, packet in enumerate(packets)
    )  # fmt: skip


OPUS = ogg(b"OpusHead\x01\x01" + bytes(9), b"OpusTags" + bytes(8), bytes(40), bytes(40))


def mp3(frames: int = 6) -> bytes:
    """Frames of MPEG 1, layer III, 64 kbit and 44,100 a second: 208 bytes each."""
    return (b"\xff\xfb\x50\xc4" + bytes(204)) * frames


def box(name: bytes, *inside: bytes) -> bytes:
    """A box of an MP4 file."""
    content = b"".join(inside)
    return struct.pack(">I4s", 8 + len(content), name) + content


def m4a(*handlers: bytes) -> bytes:
    """A file with tracks that these handlers take: b"soun" is sound, b"vide" is film."""
    tracks = [
        box(b"trak", box(b"mdia", box(b"hdlr", bytes(8) + handler + bytes(12)))) for handler in handlers
    ]
    return (
        box(b"ftyp", b"M4A \0\0\0\0isom")
        + box(b"moov", box(b"mvhd", bytes(100)), *tracks)
        + box(b"mdat", bytes(64))
    )
