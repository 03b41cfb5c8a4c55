"""Sound files that somebody sends: what each is is read from its bytes, never from its name."""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterator, Mapping

from selfeval.imports.refused_file import FileRefused

LARGEST_SOUND = 900_000
"""Bytes: half a minute of WAV as our page records it, and minutes of the other kinds."""
KINDS = "an MP3, M4A, WAV or Ogg file"
NO_SOUND = f"This is not a sound file that tablets can play. Record it here, or send {KINDS}."
TOO_LONG = (
    "This file is larger than {most} KB. Record one sentence only, without a pause before and after it."
)


def sound_type(content: bytes) -> str:
    """The media type of a whole sound file of one sentence. Raises FileRefused."""
    if not content:
        raise FileRefused("Choose a sound file, or record it here.")
    if len(content) > LARGEST_SOUND:
        raise FileRefused(TOO_LONG.format(most=LARGEST_SOUND // 1000))
    for media_type, is_it in _KINDS.items():
        try:
            if is_it(content):
                return media_type
        except (struct.error, IndexError):
            continue
    raise FileRefused(NO_SOUND)


WAVE_FORMATS = {1, 3, 6, 7}
"""PCM, floating point, A-law and µ-law, which browsers play."""


def _is_wav(content: bytes) -> bool:
    if content[:4] != b"RIFF" or content[8:12] != b"WAVE":
        return False
    at, playable = 12, False
    while at + 8 <= len(content):
        name, size = struct.unpack_from("<4sI", content, at)
        if name == b"fmt ":
            form, channels, rate = struct.unpack_from("<HHI", content, at + 8)
            playable = form in WAVE_FORMATS and channels in (1, 2) and 8_000 <= rate <= 48_000
        elif name == b"data":
            return playable and 0 < size <= len(content) - at - 8
        at += 8 + size + size % 2
    return False


def _is_ogg(content: bytes) -> bool:
    """One stream of Opus or Vorbis, page after page to the last byte."""
    at, streams, first = 0, set(), b""
    while at < len(content):
        mark, version, _, _, stream, _, _, pieces = struct.unpack_from("<4sBBqIIIB", content, at)
        if mark != b"OggS" or version:
            return False
        sizes = content[at + 27 : at + 27 + pieces]
        begins = at + 27 + pieces
        at = begins + sum(sizes)
        first = first or content[begins:at]
        streams.add(stream)
    return at == len(content) and len(streams) == 1 and first.startswith((b"OpusHead", b"\x01vorbis"))


_RATES = {3: (44_100, 48_000, 32_000), 2: (22_050, 24_000, 16_000), 0: (11_025, 12_000, 8_000)}
_BITS_1 = (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320)
_BITS_2 = (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160)
FEWEST_FRAMES = 4


def _mp3_size(header: int) -> int:
    """Bytes of an MP3 frame with this header; 0 where it is none."""
    version, layer = header >> 19 & 3, header >> 17 & 3
    bits, rate = header >> 12 & 15, header >> 10 & 3
    if header >> 21 != 0x7FF or version == 1 or layer != 1 or bits in (0, 15) or rate == 3:
        return 0
    is_first = version == 3
    kilobits = (_BITS_1 if is_first else _BITS_2)[bits]
    return (144 if is_first else 72) * kilobits * 1000 // _RATES[version][rate] + (header >> 9 & 1)


def _is_mp3(content: bytes) -> bool:
    """Frame after frame to the end, but for what stands before and behind them about the recording."""
    at = 0
    if content[:3] == b"ID3":
        at = 10 + sum((byte & 127) << 7 * place for place, byte in enumerate(reversed(content[6:10])))
    frames = 0
    while at + 4 <= len(content):
        size = _mp3_size(*struct.unpack_from(">I", content, at))
        if not size:
            break
        at, frames = at + size, frames + 1
    rest = content[at:]
    return frames >= FEWEST_FRAMES and (len(rest) < 4 or rest[:3] == b"TAG" or not rest.strip(b"\0"))


def _boxes(content: bytes, at: int, end: int) -> Iterator[tuple[bytes, int, int]]:
    """Name, first and last byte of what is in each box of an MP4 file. Raises struct.error."""
    while at < end:
        size, name = struct.unpack_from(">I4s", content, at)
        begins = at + 8
        if size == 1:
            (size,) = struct.unpack_from(">Q", content, begins)
            begins += 8
        stop = at + size if size else end
        if not begins <= stop <= end:
            raise struct.error("a box that is longer than what it is in")
        yield name, begins, stop
        at = stop


def _is_m4a(content: bytes) -> bool:
    """An MP4 file that has a track of sound, and no other."""
    if content[4:8] != b"ftyp":
        return False
    handlers = []
    names = set()
    for name, begins, stop in _boxes(content, 0, len(content)):
        names.add(name)
        if name == b"moov":
            for inner, first, last in _boxes(content, begins, stop):
                handlers += _handlers(content, first, last) if inner == b"trak" else []
    return handlers == [b"soun"] and b"mdat" in names


def _handlers(content: bytes, at: int, end: int) -> list[bytes]:
    media = [box for box in _boxes(content, at, end) if box[0] == b"mdia"]
    return [
        content[begins + 8 : begins + 12]
        for _, first, last in media
        for name, begins, _ in _boxes(content, first, last)
        if name == b"hdlr"
    ]


_KINDS: Mapping[str, Callable[[bytes], bool]] = {
    "audio/wav": _is_wav,
    "audio/ogg": _is_ogg,
    "audio/mp4": _is_m4a,
    "audio/mpeg": _is_mp3,
}
