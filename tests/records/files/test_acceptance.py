"""What bytes are, which files are taken in, and how their names are cleaned."""

import io
import zipfile

import pytest

from helpwright.kernel.errors import WrongMedia
from helpwright.records.files.acceptance import REFUSED_EXTENSIONS, accept, refuse_name, shown_inline
from helpwright.records.files.names import clean_name, disposition, extension_of
from helpwright.records.files.sniff import HEAD_BYTES, TAIL_BYTES, charset_of, sniff
from tests.records.files.conftest import PNG


def zipped(*names: str, filler: int = 0) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name in names:
            content = "application/vnd.oasis.opendocument.text" if name == "mimetype" else "x"
            archive.writestr(name, content)
            if filler:
                archive.writestr(f"filler/{name}", bytes(filler))
    return out.getvalue()


def taken(content: bytes, name: str, announced: str = "") -> str:
    return accept(sniff(content[:HEAD_BYTES], content[-TAIL_BYTES:], name), name, announced)


def box(kind: bytes, *brands: bytes) -> bytes:
    content = b"ftyp" + brands[0] + b"\x00\x00\x00\x00" + b"".join(brands[1:])
    return (len(content) + 4).to_bytes(4) + content + b"\x00\x00\x00\x08" + kind


@pytest.mark.parametrize(
    ("content", "name", "media_type"),
    [
        (b"\xff\xd8\xff\xe0\x00\x10JFIF\x00", "a.jpg", "image/jpeg"),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "a.png", "image/png"),
        (b"GIF89a\x01\x00\x01\x00", "a.gif", "image/gif"),
        (b"RIFF\x24\x00\x00\x00WEBPVP8 ", "a.webp", "image/webp"),
        (box(b"meta", b"heic", b"mif1", b"heic"), "IMG_0001.HEIC", "image/heic"),
        (box(b"meta", b"mif1", b"avif"), "a.avif", "image/avif"),
        (b"BM\x36\x00\x00\x00\x00\x00\x00\x00\x36\x00\x00\x00\x28\x00\x00\x00", "a.bmp", "image/bmp"),
        (b"II*\x00\x08\x00\x00\x00", "a.tif", "image/tiff"),
        (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", "a.pdf", "application/pdf"),
        (b"\x00\x01junk%PDF-1.4\n", "a.pdf", "application/pdf"),
        (box(b"moov", b"isom", b"isom", b"mp42"), "a.mp4", "video/mp4"),
        (box(b"moov", b"qt  ", b"qt  "), "a.MOV", "video/quicktime"),
        (b"\x00\x00\x00\x08wide\x00\x00\x01\x00mdat", "a.mov", "video/quicktime"),
        (box(b"moov", b"3gp4"), "a.3gp", "video/3gpp"),
        (box(b"moov", b"M4A "), "a.m4a", "audio/mp4"),
        (b"\x1a\x45\xdf\xa3\x9f\x42\x82\x84webm", "a.webm", "video/webm"),
        (b"RIFF\x24\x00\x00\x00AVI LIST", "a.avi", "video/x-msvideo"),
        (b"\x47" + bytes(187) + b"\x47" + bytes(187), "a.mts", "video/mp2t"),
        (b"ID3\x04\x00\x00\x00\x00\x00\x00", "a.mp3", "audio/mpeg"),
        (b"\xff\xfb\x90\x64\x00\x00", "a.mp3", "audio/mpeg"),
        (b"\xff\xf1\x50\x80\x00\x00", "a.aac", "audio/aac"),
        (b"RIFF\x24\x00\x00\x00WAVEfmt ", "a.wav", "audio/wav"),
        (b"#!AMR\n\x3c\x00", "录音.amr", "audio/amr"),
        (b"OggS\x00\x02", "a.ogg", "audio/ogg"),
        ("你好，世界\n".encode(), "a.txt", "text/plain"),
        ("你好，世界\n".encode("gb18030"), "a.txt", "text/plain"),
        ("你好，世界\n".encode("utf-16"), "a.txt", "text/plain"),
        ("姓名,电话\n张三,138\n".encode("gb18030"), "客户.CSV", "text/csv"),
        (b"the wide world of text", "a.txt", "text/plain"),
        (b"MZ is how this text begins", "a.txt", "text/plain"),
        (b"ID3 is how this text begins", "a.log", "text/plain"),
        (b"<html> as customers paste it", "a.txt", "text/plain"),
        (b'{"a": 1}', "a.json", "text/plain"),
        (b"<?xml version='1.0'?><invoice/>", "a.xml", "text/plain"),
        (zipped("a.txt"), "a.zip", "application/zip"),
        (zipped("setup.exe"), "a.zip", "application/zip"),
        (
            zipped("[Content_Types].xml", "word/document.xml"),
            "合同.docx",
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        ),
        (
            zipped("first.bin", "[Content_Types].xml", "xl/workbook.xml", filler=200_000),
            "a.xlsx",
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        ),
        (
            zipped("[Content_Types].xml", "ppt/presentation.xml"),
            "a.pptx",
            "application/vnd.openxmlformats-officedocument.presentationml.presentation",
        ),
        (zipped("mimetype"), "a.odt", "application/vnd.oasis.opendocument.text"),
        (zipped("OFD.xml"), "发票.ofd", "application/ofd"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504), "a.doc", "application/msword"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504), "a.xls", "application/vnd.ms-excel"),
        (b"Rar!\x1a\x07\x01\x00", "a.rar", "application/vnd.rar"),
        (b"7z\xbc\xaf\x27\x1c\x00\x04", "a.7z", "application/x-7z-compressed"),
        (b"\x00\x07\x01\x02\x99\xff\xfe", "a.xyz", "application/octet-stream"),
    ],
)
def test_types_come_from_the_bytes(content: bytes, name: str, media_type: str) -> None:
    assert taken(content, name) == media_type


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("photo.jpg", b"just text", "file_type_differs"),
        ("photo.jpg", b"MZ\x90\x00\x03\x00\x00\x00", "file_type_differs"),
        ("film.mp4", PNG, "file_type_differs"),
        ("paper.pdf", b"<html><script>alert(1)</script>", "file_type_differs"),
        ("setup.exe", b"MZ\x90\x00\x03\x00\x00\x00", "file_type_refused"),
        ("setup.exe. .", b"MZ\x90\x00\x03\x00\x00\x00", "file_type_refused"),
        ("photo\u202egpj.exe", PNG, "file_type_refused"),
        ("notes", b"MZ\x90\x00\x03\x00\x00\x00", "file_type_refused"),
        ("page.html", b"<p>Hello</p>", "file_type_refused"),
        ("page.dat", b"\xef\xbb\xbf <!-- x --> <!DOCTYPE html><html>", "file_type_refused"),
        ("icon.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>", "file_type_refused"),
        ("icon.xml", b"<?xml version='1.0'?><svg xmlns='http://www.w3.org/2000/svg'/>", "file_type_refused"),
        ("do.BAT", b"del *.*", "file_type_refused"),
        ("run", b"#!/bin/sh\nrm -rf /\n", "file_type_refused"),
        ("photo.png", b"\x7fELF\x02\x01\x01\x00", "file_type_differs"),
        ("tool", b"\x7fELF\x02\x01\x01\x00", "file_type_refused"),
        ("photo.heic", b"%PDF-1.4", "file_type_differs"),
        ("paper.pdf", b"\x89PNG\r\n\x1a\n", "file_type_differs"),
        ("page.dat", "\ufeff<html>".encode("utf-16-le"), "file_type_refused"),
        ("page.dat", b"<?php system('ls');", "file_type_refused"),
        ("page.dat", b"<!---->" * 500 + b"<html>", "file_type_refused"),
    ],
)
def test_what_lies_or_runs_is_not_accepted(name: str, content: bytes, code: str) -> None:
    cleaned = clean_name(name)
    with pytest.raises(WrongMedia) as refused:
        taken(content, cleaned)
    assert refused.value.code == code


def test_markup_that_hides_behind_many_comments_costs_no_time() -> None:
    assert taken(b"<!---->" * 580 + b"x" * 60_000, "a.txt") == "text/plain"


@pytest.mark.parametrize("announced", ["image/png", "IMAGE/JPEG; x=y", "video/mp4", "application/pdf"])
def test_an_announced_type_must_be_true(announced: str) -> None:
    with pytest.raises(WrongMedia, match="file_type_differs"):
        taken(b"text", "a", announced)


@pytest.mark.parametrize("announced", ["", "application/octet-stream", "text/html", "audio/mpeg", "nonsense"])
def test_other_announcements_promise_nothing(announced: str) -> None:
    assert taken(b"text", "a", announced) == "text/plain"


@pytest.mark.parametrize("extension", sorted(REFUSED_EXTENSIONS))
def test_refused_extensions_are_refused_in_any_case(extension: str) -> None:
    with pytest.raises(WrongMedia, match="file_type_refused"):
        refuse_name(f"报告.pdf{extension.upper()}")


@pytest.mark.parametrize(
    ("media_type", "inline"),
    [
        ("image/png", True),
        ("image/heic", True),
        ("application/pdf", True),
        ("text/plain", True),
        ("audio/amr", True),
        ("video/mp4", True),
        ("image/svg+xml", False),
        ("image/tiff", False),
        ("text/html", False),
        ("application/zip", False),
        ("application/octet-stream", False),
    ],
)
def test_only_harmless_types_are_shown_inline(media_type: str, inline: bool) -> None:
    assert shown_inline(media_type) is inline


@pytest.mark.parametrize("charset", ["utf-8", "gb18030", "utf-16", "utf-8-sig"])
def test_a_character_cut_at_the_end_does_not_make_text_binary(charset: str) -> None:
    text = ("服匠" * 40_000).encode(charset)
    assert {charset_of(text[:length]) for length in range(1000, 1008)} == {charset}


@pytest.mark.parametrize(
    ("raw", "name"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\me\\照片.png", "照片.png"),
        ("..", "file"),
        ("/", "file"),
        ("a\x00b\r\nc.png", "ab c.png"),
        ("x" * 500 + ".png", "x" * 196 + ".png"),
        ("测" * 300 + ".png", "测" * 196 + ".png"),
        ('a"b<c>.png', "a_b_c_.png"),
        (".htaccess", "htaccess"),
        ("e\u0301te\u0301.txt", "été.txt"),
        ("👩\u200d🔧.png", "👩\u200d🔧.png"),
        ("a\u200b\u2066b\ufeff.png", "ab.png"),
        ("  spaced   out .txt. ", "spaced out .txt"),
        ("CON:stream", "CON_stream"),
        ("a." + "x" * 300, "a." + "x" * 198),
        ("\ud800a.png", "a.png"),
        ("\u202e", "file"),
    ],
)
def test_names_lose_what_leads_astray(raw: str, name: str) -> None:
    assert clean_name(raw) == name
    assert clean_name(name) == name


@pytest.mark.parametrize(
    ("name", "extension"),
    [("a.PNG", ".png"), ("a", ""), ("a.", ""), ("a.b c", ""), (".gitignore", ".gitignore"), ("a.tar.gz", ".gz")],
)
def test_extensions(name: str, extension: str) -> None:
    assert extension_of(name) == extension


def test_dispositions_carry_any_name() -> None:
    found = disposition('照片 "1" 100%.png', inline=False)
    assert found == (
        "attachment; filename=\"__ _1_ 100_.png\"; filename*=UTF-8''%E7%85%A7%E7%89%87%20%221%22%20100%25.png"
    )
    assert disposition("a.png", inline=True).startswith("inline; ")
    assert "\r" not in disposition("a\r\nb", inline=True).replace("%0D", "")
