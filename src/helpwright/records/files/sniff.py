"""What some bytes are, whatever their name says. Pure.

An own table for what customers send, because the answer decides what is shown inline; `puremagic` for the rest, whose
answer only describes what people may save.
"""

import codecs
import re
from typing import Any

import puremagic

from helpwright.records.files.names import extension_of

HEAD_BYTES = 64 * 1024
TAIL_BYTES = 64 * 1024
UNKNOWN = "application/octet-stream"
HTML = "text/html"
SVG = "image/svg+xml"
SCRIPT = "text/x-script"
PROGRAM = "application/x-executable"
PLAIN = "text/plain"

_MAGIC: tuple[tuple[int, bytes, str], ...] = (
    (0, b"\xff\xd8\xff", "image/jpeg"),
    (0, b"\x89PNG\r\n\x1a\n", "image/png"),
    (0, b"GIF87a", "image/gif"),
    (0, b"GIF89a", "image/gif"),
    (0, b"8BPS", "image/vnd.adobe.photoshop"),
    (0, b"\x00\x00\x01\x00", "image/x-icon"),
    (0, b"II*\x00", "image/tiff"),
    (0, b"MM\x00*", "image/tiff"),
    (0, b"%PDF-", "application/pdf"),
    (0, b"#!AMR", "audio/amr"),
    (0, b"OggS", "audio/ogg"),
    (0, b"fLaC", "audio/flac"),
    (0, b"FLV\x01", "video/x-flv"),
    (0, b"\x00\x00\x01\xba", "video/mpeg"),
    (0, b"\x00\x00\x01\xb3", "video/mpeg"),
    (0, b"\x30\x26\xb2\x75\x8e\x66\xcf\x11", "video/x-ms-asf"),
    (0, b"7z\xbc\xaf\x27\x1c", "application/x-7z-compressed"),
    (0, b"Rar!\x1a\x07", "application/vnd.rar"),
    (0, b"\x1f\x8b\x08", "application/gzip"),
    (0, b"{\\rtf", "application/rtf"),
    (0, b"\x7fELF", PROGRAM),
    (0, b"\xfe\xed\xfa\xce", PROGRAM),
    (0, b"\xfe\xed\xfa\xcf", PROGRAM),
    (0, b"\xce\xfa\xed\xfe", PROGRAM),
    (0, b"\xcf\xfa\xed\xfe", PROGRAM),
    (0, b"\xca\xfe\xba\xbe", PROGRAM),
    (0, b"L\x00\x00\x00\x01\x14\x02\x00", PROGRAM),
)
# Short marks that a text may begin with by chance; looked for in what is no text.
_WEAK_MAGIC: tuple[tuple[int, bytes, str], ...] = (
    (4, b"moov", "video/quicktime"),
    (4, b"mdat", "video/quicktime"),
    (4, b"wide", "video/quicktime"),
    (0, b"ID3", "audio/mpeg"),
    (0, b"dex\n", PROGRAM),
    (0, b"MZ", PROGRAM),
)
_RIFF = {b"WEBP": "image/webp", b"WAVE": "audio/wav", b"AVI ": "video/x-msvideo"}
_BRANDS: tuple[tuple[tuple[bytes, ...], str], ...] = (
    ((b"avif", b"avis"), "image/avif"),
    ((b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"), "image/heic"),
)
_MAIN_BRANDS = {b"qt  ": "video/quicktime", b"M4A ": "audio/mp4", b"M4B ": "audio/mp4", b"crx ": "image/x-canon-cr3"}
_OFFICE_XML = (
    (b"word/", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    (b"xl/", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    (b"ppt/", "application/vnd.openxmlformats-officedocument.presentationml.presentation"),
)
_OFFICE_OLD = {
    ".doc": "application/msword",
    ".xls": "application/vnd.ms-excel",
    ".ppt": "application/vnd.ms-powerpoint",
    ".msg": "application/vnd.ms-outlook",
    ".wps": "application/vnd.ms-works",
}
_ZIP = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
_ZIP_MIMETYPE = re.compile(rb"mimetype(application/(?:vnd\.oasis\.opendocument\.[a-z-]+|epub\+zip))")
_MARKUP = re.compile(
    r"(?>\s*(?:<\?[^>]*>|<!--.*?-->))*+\s*<(?:(?P<svg>(?:!doctype\s+)?svg)"
    r"|!doctype\s+html|html|head|body|script|iframe|style|title|meta|link|form|object|embed)\b",
    re.IGNORECASE | re.DOTALL,
)
_SCRIPT = re.compile(r"#!|\s*<\?php\b", re.IGNORECASE)
_BINARY_CHARACTERS = re.compile(r"[\x00-\x07\x0e-\x1a\x1c-\x1f\x7f]")
_MARKUP_CHARACTERS = 4096
_PDF_STARTS_WITHIN = 1024
_SURE = 0.5
_TRANSPORT_PACKETS = ((0, 188), (4, 192))  # where the first mark stands, and bytes to the next


def sniff(head: bytes, tail: bytes, name: str) -> str:
    """The media type of a file with these first and last bytes (up to HEAD_BYTES, TAIL_BYTES).

    The name only chooses among types with equal bytes (.doc and .xls, .csv and .txt). UNKNOWN where nothing fits.
    """
    extension = extension_of(name)
    found = _by_magic(head, tail, extension)
    if found is not None:
        return found
    text = text_of(head)
    if text is not None:
        return _kind_of_text(text, extension)
    return _by_weak_magic(head) or _by_catalogue(head, tail)


def text_of(data: bytes) -> str | None:
    """The beginning of a file as text, None when it is none. Its end may cut a character."""
    charset = charset_of(data)
    return None if charset is None else codecs.getincrementaldecoder(charset)().decode(data)


def charset_of(data: bytes) -> str | None:
    """`utf-8-sig`, `utf-8`, `utf-16` or `gb18030` when the bytes are text in it, else None."""
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        candidates: tuple[str, ...] = ("utf-16",)
    elif data.startswith(codecs.BOM_UTF8):
        candidates = ("utf-8-sig",)
    else:
        candidates = ("utf-8", "gb18030")
    for charset in candidates:
        try:
            text = codecs.getincrementaldecoder(charset)().decode(data)
        except UnicodeDecodeError:
            continue
        if not _BINARY_CHARACTERS.search(text):
            return charset
    return None


def _kind_of_text(text: str, extension: str) -> str:
    markup = _MARKUP.match(text[:_MARKUP_CHARACTERS])
    if markup is not None:
        return SVG if markup["svg"] else HTML
    if _SCRIPT.match(text):
        return SCRIPT
    return "text/csv" if extension == ".csv" else PLAIN


def _by_magic(head: bytes, tail: bytes, extension: str) -> str | None:
    for offset, magic, media_type in _MAGIC:
        if head.startswith(magic, offset):
            return media_type
    if head.startswith(b"RIFF"):
        return _RIFF.get(head[8:12])
    if head.startswith(b"ftyp", 4):
        return _iso_media(head)
    if head.startswith(b"\x1a\x45\xdf\xa3"):
        return "video/webm" if b"webm" in head[:64] else "video/x-matroska"
    if head.startswith(_ZIP):
        return _zip(head, tail)
    if head.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        return _OFFICE_OLD.get(extension, "application/x-ole-storage")
    if head.startswith(b"BM") and head[15:18] == b"\x00\x00\x00":
        return "image/bmp"
    return None


def _by_weak_magic(head: bytes) -> str | None:
    for offset, magic, media_type in _WEAK_MAGIC:
        if head.startswith(magic, offset):
            return media_type
    if b"%PDF-" in head[:_PDF_STARTS_WITHIN]:
        return "application/pdf"
    return _mpeg(head)


def _iso_media(head: bytes) -> str:
    """ISO base media files (ISO/IEC 14496-12): the brands of the first box tell pictures from films."""
    length = min(max(int.from_bytes(head[:4]), 16), 256)
    brands = [head[8:12], *(head[at : at + 4] for at in range(16, length, 4))]
    for wanted, media_type in _BRANDS:
        if any(each in wanted for each in brands):
            return media_type
    if brands[0].startswith((b"3gp", b"3g2")):
        return "video/3gpp"
    return _MAIN_BRANDS.get(brands[0], "video/mp4")


def _zip(head: bytes, tail: bytes) -> str:
    """Office files are ZIP archives; the names inside stand in their first bytes and in the directory at their end."""
    mimetype = _ZIP_MIMETYPE.match(head, 30)
    if mimetype is not None:
        return mimetype[1].decode()
    names = head + tail
    if b"[Content_Types].xml" in names:
        for folder, media_type in _OFFICE_XML:
            if folder in names:
                return media_type
    return "application/ofd" if b"OFD.xml" in names else "application/zip"


def _mpeg(head: bytes) -> str | None:
    """Frames that begin without a header: MPEG audio layer 3, AAC in ADTS; and transport streams."""
    if len(head) > 3 and head[0] == 0xFF:  # noqa: PLR2004 -- bits of ISO/IEC 11172-3
        layer, rates = head[1] & 0xE6, head[2]
        if layer == 0xE2 and rates & 0xF0 != 0xF0 and rates & 0x0C != 0x0C:  # noqa: PLR2004
            return "audio/mpeg"
        if head[1] & 0xF6 == 0xF0:  # noqa: PLR2004
            return "audio/aac"
    if any(len(head) > at + size and head[at] == head[at + size] == 0x47 for at, size in _TRANSPORT_PACKETS):  # noqa: PLR2004
        return "video/mp2t"
    return None


def _by_catalogue(head: bytes, tail: bytes) -> str:
    try:
        found: list[Any] = puremagic.magic_string(head + tail)
    except (puremagic.PureError, ValueError):
        return UNKNOWN
    best = found[0]
    media_type = str(best.mime_type or "")
    return media_type if best.confidence >= _SURE and "/" in media_type else UNKNOWN
