"""A file that is sent as evidence is what its content says; what could act is refused, with what to do."""

from __future__ import annotations

import io
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from selfeval.imports.evidence_file import MEDIA_TYPES, checked_file
from selfeval.imports.refused_file import FileRefused
from tests.imports.sent_files import (
    HTML,
    OFFICE,
    OPEN,
    SVG,
    huge_png,
    lying,
    office,
    open_document,
    pdf,
    pdf_with_a_script_deep_within,
    picture,
    with_password,
    zeros,
    zipped,
)


def refusal(data: bytes, name: str = "") -> str:
    with pytest.raises(FileRefused) as refused:
        checked_file(data, name)
    return str(refused.value)


@pytest.mark.parametrize(
    ("ending", "data"),
    [
        ("pdf", pdf()),
        *((kind, office(kind)) for kind in OFFICE if kind != "docm"),
        *((kind, open_document(kind)) for kind in OPEN),
        ("csv", b"year,pupils\n1,30\n"),
        ("txt", "Café, ‘quoted’\n".encode()),
        ("txt", "\ufeffWith a mark at its start".encode()),
    ],
)
def test_honest_files_are_kept_byte_for_byte_under_the_ending_of_their_content(
    ending: str, data: bytes
) -> None:
    file = checked_file(data, f"whatever.{'csv' if ending == 'csv' else 'exe'}")
    assert (file.ending, file.content) == (ending, data)
    assert file.media_type == MEDIA_TYPES[ending]


def test_a_web_page_or_a_drawing_is_refused_whatever_it_is_called() -> None:
    for data in (
        SVG,
        HTML,
        b"  \n<!-- first --><html>",
        b'<?xml version="1.0"?><a/>',
        b"text <script>1</script>",
    ):
        for name in ("policy.pdf", "picture.png", "log.csv", "page.svg"):
            assert "which could run a script" in refusal(data, name)


def test_a_pdf_must_begin_and_end_as_one() -> None:
    assert "comes before the start" in refusal(b"\n" + HTML + pdf())
    assert "comes after its end" in refusal(pdf() + HTML)
    assert "comes after its end" in refusal(b"%PDF-1.7\n" + HTML)
    assert "This PDF is damaged" in refusal(b"%PDF-1.7\n1 0 obj\n%%EOF\n")


def test_a_pdf_with_a_script_another_file_or_a_password_is_refused() -> None:
    assert "script or another file" in refusal(pdf(script="app.alert(1)"))
    assert "script or another file" in refusal(pdf(attached=HTML))
    assert "script or another file" in refusal(pdf_with_a_script_deep_within())
    assert "password protects this PDF" in refusal(pdf(password="three brown otters"))


def test_macros_are_refused_also_in_a_file_with_another_name() -> None:
    assert "macros" in refusal(office("docm"), "minutes.docx")
    for part in (
        "word/vbaProject.bin",
        "xl/vbaProject.bin",
        "xl/macrosheets/sheet1.xml",
        "word/activeX/a.xml",
    ):
        assert "macros" in refusal(office("docx", (part, b"Sub AutoOpen()")), "minutes.docx")
    assert "macros" in refusal(open_document("ods", ("Basic/Standard/Module1.xml", b"<m/>")), "log.ods")


def test_what_unpacks_to_more_than_200_mb_is_refused_whatever_it_says_of_itself() -> None:
    bomb = office("xlsx", ("xl/worksheets/sheet1.xml", zeros(201)))
    assert len(bomb) < 1_000_000
    assert "unpacks to more than 200 MB" in refusal(bomb)
    assert "unpacks to more than 200 MB" in refusal(lying(bomb, "xl/worksheets/sheet1.xml", 1_000))
    many = office("xlsx", *((f"xl/media/{number}", zeros(30)) for number in range(7)))
    assert "unpacks to more than 200 MB" in refusal(many)
    honest = office("xlsx", ("xl/worksheets/sheet1.xml", b"<row/>" * 1_000))
    assert "damaged" in refusal(lying(honest, "xl/worksheets/sheet1.xml", 10))


def test_archives_and_what_hides_in_a_document_are_refused() -> None:
    assert "one by one" in refusal(zipped(("policy.pdf", pdf())))
    assert "archive within" in refusal(office("docx", ("word/media/more.zip", zipped(("a.txt", b"a")))))
    assert "Another file is in this one" in refusal(office("docx", ("word/embeddings/a.bin", b"MZ\x90\0")))
    assert "Another file is in this one" in refusal(
        office("docx", ("word/embeddings/oleObject1.bin", b"\xd0\xcf\x11\xe0"))
    )
    for start in (b"Rar!\x1a\x07", b"7z\xbc\xaf'\x1c", b"\x1f\x8b\x08"):
        assert "an archive of other files" in refusal(start + bytes(300))


def test_the_table_of_a_chart_within_a_document_is_looked_at_as_closely() -> None:
    chart = ("ppt/embeddings/Microsoft_Excel_Sheet.xlsx", office("xlsx"))
    assert checked_file(office("pptx", chart)).ending == "pptx"
    acting = office("xlsx", ("xl/vbaProject.bin", b"Sub"))
    assert "macros" in refusal(office("pptx", ("ppt/embeddings/Sheet.xlsx", acting)))
    deeper = office("xlsx", ("xl/embeddings/Sheet.xlsx", office("xlsx")))
    assert "archive within" in refusal(office("pptx", ("ppt/embeddings/Sheet.xlsx", deeper)))


def test_a_document_with_a_password_a_remote_template_or_a_way_out_is_refused() -> None:
    assert "password" in refusal(with_password(office("docx")))
    remote = (
        b'<Relationships><Relationship Type="x/attachedTemplate" '
        b'Target="https://quarryhill.example/t.dotm" TargetMode="External"/></Relationships>'
    )
    assert "template from the web" in refusal(office("docx", ("word/_rels/settings.xml.rels", remote)))
    spaced = remote.replace(b'Target="', b"Target = '").replace(b'.dotm"', b".dotm'")
    assert "template from the web" in refusal(office("docx", ("word/_rels/settings.xml.rels", spaced)))
    for part, text in (
        ("word/document.xml", b"<w:instrText>DDEAUTO c:\\\\cmd.exe</w:instrText>"),
        ("xl/externalLinks/externalLink1.xml", b"<ddeLink ddeService='cmd'/>"),
        ("content2.xml", b"<e xlink:href='vnd.sun.star.script:Standard.Module1.Main'/>"),
    ):
        assert "starts another program" in refusal(office("docx", (part, text))), part
    for name in ("../../etc/passwd", "/etc/passwd", "word\\..\\a"):
        assert "leads out of it" in refusal(office("docx", (name, b"x"))), name
    assert "after the end" in refusal(office("docx") + HTML)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_picture_is_kept_without_the_place_where_it_was_taken(kind: str) -> None:
    sent = picture(kind)
    assert b"Amina" in sent
    file = checked_file(sent + HTML, "../photo.svg")
    with Image.open(io.BytesIO(file.content)) as drawn:
        assert drawn.format == kind
        assert drawn.size == (40, 20)
        assert not drawn.getexif()
    for hidden in (b"Amina", b"Exif", b"script"):
        assert hidden not in file.content


def test_a_picture_stays_the_right_way_up() -> None:
    file = checked_file(picture("JPEG", turned=True))
    with Image.open(io.BytesIO(file.content)) as drawn:
        assert drawn.size == (20, 40)
        top, bottom = drawn.convert("RGB").getpixel((10, 2)), drawn.convert("RGB").getpixel((10, 38))
    assert isinstance(top, tuple)
    assert isinstance(bottom, tuple)
    assert top[1] < 100
    assert bottom[1] > 200


def test_a_picture_that_is_large_is_made_smaller_and_one_that_is_a_bomb_is_refused() -> None:
    with Image.open(io.BytesIO(checked_file(picture("JPEG", (5_000, 1_000))).content)) as drawn:
        assert drawn.size == (4_000, 800)
    assert "more than 50 million points" in refusal(huge_png(60_000))
    assert "damaged" in refusal(picture("PNG")[:60])
    assert "damaged" in refusal(b"\xff\xd8\xff" + SVG)


def test_other_kinds_are_refused_with_what_to_do() -> None:
    for data, sentence in (
        (b"", "The file is empty"),
        (bytes(10_000_001), "larger than 10 MB"),
        (b"MZ\x90\0" + bytes(50), "This is a program"),
        (b"#!/bin/sh\nrm -rf .\n", "This is a program"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(99), "old Office program"),
        (b"\0\0\0\x18ftypheic" + bytes(20), "Save or send it as JPEG"),
        (b"GIF89a" + bytes(9), "Save this one as JPEG"),
        (b"{\\rtf1 x}", "RTF is not taken"),
        ("Café".encode("utf-16"), "UTF-16"),
        ("Café".encode("latin-1"), "save it as UTF-8 first"),
        (b"a\0b", "cannot take this kind of file"),
    ):
        assert sentence in refusal(data), sentence


def test_cells_with_formulas_are_kept_as_they_are_for_nothing_here_opens_them() -> None:
    data = b"=HYPERLINK(\"http://quarryhill.example\")\n=cmd|' /C calc'!A0\n"
    assert checked_file(data, "log.csv").content == data


@given(st.binary(max_size=300), st.sampled_from([b"", b"PK\x03\x04", b"\xff\xfe", b"<", b"{\\rtf"]))
def test_whatever_is_sent_is_kept_or_refused_with_a_sentence(rest: bytes, start: bytes) -> None:
    try:
        outcome = checked_file(start + rest).ending
    except FileRefused as refused:
        outcome = str(refused)
    assert outcome in MEDIA_TYPES or outcome.endswith(".")


@pytest.mark.parametrize(
    "again",
    [
        b"<",
        b"<a",
        b"< ",
        b"<a:",
        b" ",
        b"attachedTemplate",
        b"<attachedTemplate ",
        b'Target="https:',
        b"target ",
    ],
)
def test_whatever_is_repeated_in_a_file_it_is_looked_at_in_little_time(again: bytes) -> None:
    """Python lets nobody else work while one expression looks at a text: 2 MB of `<` took many hours."""
    data = again * (60_000 // len(again))
    begun = time.process_time()
    parts = (("word/_rels/document.xml.rels", data), ("word/document2.xml", data))
    for sent in (office("docx", *parts), data, pdf() + data):
        try:
            checked_file(sent)
        except FileRefused:
            continue
    assert time.process_time() - begun < 1
