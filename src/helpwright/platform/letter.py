"""A mail that is more than a text: HTML with pictures inside it, and files beside it."""

import base64
import zlib
from dataclasses import dataclass
from email.encoders import encode_base64
from email.mime.base import MIMEBase
from email.mime.image import MIMEImage
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
from typing import Any, Self

import orjson


@dataclass(frozen=True, slots=True)
class Enclosure:
    """A file or picture: `name` of a picture is what `cid:` in the HTML says."""

    name: str
    kind: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Letter:
    """What a mail has beside its text. `unsubscribe` is an address that ends such mails when it is posted to."""

    html: str
    pictures: tuple[Enclosure, ...] = ()
    files: tuple[Enclosure, ...] = ()
    unsubscribe: str | None = None

    def pack(self) -> bytes:
        """As stored until it is sent."""
        document = {
            "html": self.html,
            "pictures": [_packed(each) for each in self.pictures],
            "files": [_packed(each) for each in self.files],
            "unsubscribe": self.unsubscribe,
        }
        return zlib.compress(orjson.dumps(document), 3)

    @classmethod
    def unpack(cls, stored: bytes) -> Self:
        """What `pack` made."""
        document: dict[str, Any] = orjson.loads(zlib.decompress(stored))
        return cls(
            document["html"],
            tuple(_unpacked(each) for each in document["pictures"]),
            tuple(_unpacked(each) for each in document["files"]),
            document["unsubscribe"],
        )


def _packed(enclosure: Enclosure) -> dict[str, str]:
    content = base64.b64encode(enclosure.content).decode()
    return {"name": enclosure.name, "kind": enclosure.kind, "content": content}


def _unpacked(document: dict[str, str]) -> Enclosure:
    return Enclosure(document["name"], document["kind"], base64.b64decode(document["content"]))


def bodies(text: str, html: str, letter: Letter | None) -> MIMEMultipart:
    """Text and HTML as alternatives; pictures go with the HTML, files stand beside the whole."""
    alternative = MIMEMultipart("alternative")
    for content, subtype in ((text, "plain"), (html if letter is None else letter.html, "html")):
        alternative.attach(MIMEText(content.replace("\r\n", "\n").replace("\n", "\r\n"), subtype, "utf-8"))
    if letter is None:
        return alternative
    whole = alternative
    if letter.pictures:
        whole = MIMEMultipart("related", type="multipart/alternative")
        whole.attach(alternative)
        for each in letter.pictures:
            picture = MIMEImage(each.content, each.kind.partition("/")[2])
            picture.add_header("Content-ID", f"<{each.name}>")
            picture.add_header("Content-Disposition", "inline", filename=f"{each.name}.png")
            whole.attach(picture)
    if not letter.files:
        return whole
    mixed = MIMEMultipart("mixed")
    mixed.attach(whole)
    for each in letter.files:
        main, _, sub = each.kind.partition("/")
        file = MIMEBase(main, sub)
        file.set_payload(each.content)
        encode_base64(file)
        # Its own encoding for names (RFC 2231), which no line break can leave.
        file.add_header("Content-Disposition", "attachment", filename=("utf-8", "", each.name))
        mixed.attach(file)
    return mixed
