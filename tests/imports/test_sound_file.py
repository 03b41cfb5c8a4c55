"""Sound files that are sent: known by their bytes, whatever they are called."""

from __future__ import annotations

import pytest

from selfeval.imports.refused_file import FileRefused
from selfeval.imports.sound_file import LARGEST_SOUND, sound_type
from tests.sounds import OPUS, box, m4a, mp3, ogg, wav

ID3 = b"ID3\x04\0\0\0\0\0\x0a" + bytes(10)


@pytest.mark.parametrize(
    ("content", "media_type"),
    [
        (wav(), "audio/wav"),
        (OPUS, "audio/ogg"),
        (ogg(b"\x01vorbis" + bytes(23), bytes(30)), "audio/ogg"),
        (mp3(), "audio/mpeg"),
        (ID3 + mp3() + b"TAG" + bytes(125), "audio/mpeg"),
        (m4a(b"soun"), "audio/mp4"),
    ],
)
def test_a_sound_file_is_known_by_its_content(content: bytes, media_type: str) -> None:
    assert sound_type(content) == media_type


@pytest.mark.parametrize(
    "content",
    [
        b"<!doctype html><script>alert(1)</script>" * 30,
        b"MZ" + bytes(400),
        b"\x1aE\xdf\xa3" + bytes(400),  # a film as browsers record it
        wav()[:-1],
        wav()[:40],
        wav().replace(b"fmt ", b"fmtx"),
        b"RIFF\x10\0\0\0WAVE<script>alert(1)</script>",
        OPUS[:-3],
        OPUS + b"<html>",
        ogg(b"\x80theora" + bytes(30), bytes(30)),
        OPUS + OPUS.replace(b"\x07\0\0\0", b"\x08\0\0\0"),
        mp3(3),
        mp3() + b"<script>alert(1)</script>",
        b"\xff\xfb\x50\xc4" + bytes(2_000),
        m4a(b"soun", b"vide"),
        m4a(),
        m4a(b"soun")[:-4],
        box(b"ftyp", b"M4A ") + b"\xff\xff\xff\xffmoov" + bytes(50),
        box(b"ftyp", b"isom") + b"\0\0\0\x04moov" * 50,
    ],
)
def test_what_is_no_whole_sound_file_is_refused_with_what_to_send(content: bytes) -> None:
    with pytest.raises(FileRefused, match="Record it here, or send an MP3, M4A, WAV or Ogg file"):
        sound_type(content)


def test_an_empty_field_and_a_long_file_are_told_apart_from_a_wrong_one() -> None:
    with pytest.raises(FileRefused, match="Choose a sound file, or record it here"):
        sound_type(b"")
    with pytest.raises(FileRefused, match="larger than 900 KB"):
        sound_type(wav() + bytes(LARGEST_SOUND))
