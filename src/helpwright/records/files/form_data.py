"""The part `file` of a multipart/form-data body (RFC 7578), pushed in as it arrives and given out at once. Pure."""

from typing import Any

from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartParser, parse_options_header

from helpwright.kernel.errors import FieldProblem, Invalid

PART = "file"
OVERHEAD_BYTES = 64 * 1024


def boundary_of(content_type: str) -> bytes | None:
    """The boundary when the header announces form data, None for any other body. Raises Invalid without one."""
    media_type, options = parse_options_header(content_type)
    if media_type != b"multipart/form-data":
        return None
    boundary = options.get(b"boundary", b"")
    if not boundary:
        raise malformed()
    return boundary


def malformed() -> Invalid:
    """The refusal of a body that is not what it announces."""
    return Invalid(code="multipart_malformed")


class FilePart:
    """Feed it the body; it gives the bytes of the file and ignores other parts.

    `name` and `media_type` are set before the first bytes are given. Every method raises Invalid.
    """

    def __init__(self, boundary: bytes) -> None:
        self.name = ""
        self.media_type = ""
        self._header_name = bytearray()
        self._header_value = bytearray()
        self._headers: dict[str, bytes] = {}
        self._inside = False
        self._found = False
        self._ended = False
        self._out: list[bytes] = []
        callbacks: Any = {
            "on_part_begin": self._headers.clear,
            "on_header_field": self._on_header_field,
            "on_header_value": self._on_header_value,
            "on_header_end": self._on_header_end,
            "on_headers_finished": self._on_headers_finished,
            "on_part_data": self._on_part_data,
            "on_part_end": self._on_part_end,
            "on_end": self._on_end,
        }
        try:
            self._parser = MultipartParser(boundary, callbacks)
        except FormParserError as error:
            raise malformed() from error

    def feed(self, data: bytes) -> list[bytes]:
        """Bytes of the file that came with this piece of the body."""
        try:
            self._parser.write(data)
        except FormParserError as error:
            raise malformed() from error
        out, self._out = self._out, []
        return out

    def close(self) -> None:
        """The body has ended. It must have been complete and have held exactly one file."""
        if not self._ended:
            raise malformed()
        if not self._found:
            raise Invalid([FieldProblem(PART, "required")], "file_part_missing")

    def _on_header_field(self, data: bytes, start: int, end: int) -> None:
        self._header_name += data[start:end]

    def _on_header_value(self, data: bytes, start: int, end: int) -> None:
        self._header_value += data[start:end]

    def _on_header_end(self) -> None:
        self._headers[self._header_name.decode("latin-1").lower()] = bytes(self._header_value)
        self._header_name.clear()
        self._header_value.clear()

    def _on_headers_finished(self) -> None:
        _, options = parse_options_header(self._headers.get("content-disposition", b""))
        if options.get(b"name") != PART.encode():
            return
        if self._found:
            raise Invalid([FieldProblem(PART, "one_file_only")], "one_file_only")
        self._found = self._inside = True
        # Browsers send names in UTF-8 and write a quotation mark as %22.
        self.name = options.get(b"filename", b"").decode("utf-8", "replace").replace("%22", '"')
        self.media_type = self._headers.get("content-type", b"").decode("latin-1")

    def _on_part_data(self, data: bytes, start: int, end: int) -> None:
        if self._inside:
            self._out.append(data[start:end])

    def _on_part_end(self) -> None:
        self._inside = False

    def _on_end(self) -> None:
        self._ended = True
