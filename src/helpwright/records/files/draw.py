"""The program that makes a small picture of a large one: `python -m helpwright.records.files.draw KIND`.

Runs as a process of its own, without our environment and with narrow limits, because what it reads comes from
strangers and the libraries that read pictures are large: whatever they do ends with this process. The picture comes on
standard input, the small one goes to standard output. Nothing of what is written beside the pixels (place, device,
time) is taken over.
"""

import resource
import sys
from io import BytesIO

from pi_heif import register_heif_opener
from PIL import Image, ImageOps

SIDES = {"small": 320, "view": 2560}
MOST_PIXELS = 50_000_000
MOST_PIXELS_OF_JPEG = 250_000_000
"""A JPEG is decoded at a fraction of its size, so that it takes less memory."""

IMPOSSIBLE = 3
_MEMORY = 1_500_000_000
_CPU_SECONDS = 15
_MOST_PROFILE = 64 * 1024
_FORMATS = ("JPEG", "PNG", "WEBP", "GIF", "BMP", "TIFF", "AVIF", "HEIF")


class UndrawableError(Exception):
    """No small picture can be made of it."""


def draw(data: bytes, kind: str) -> bytes:
    """The picture upright within SIDES[kind]: `small` as WebP, `view` as JPEG. Raises UndrawableError."""
    register_heif_opener()
    side = SIDES[kind]
    try:
        with Image.open(BytesIO(data), formats=_FORMATS) as image:
            _require_size(image)
            image.draft("RGB", (side, side))
            profile = image.info.get("icc_profile") if image.mode.startswith("RGB") else None
            drawn = ImageOps.exif_transpose(image)
            drawn = drawn.convert("RGBA" if drawn.has_transparency_data else "RGB")
            drawn.thumbnail((side, side), Image.Resampling.LANCZOS, reducing_gap=2.0)
            return _saved(drawn, kind, profile if isinstance(profile, bytes) else b"")
    except Exception as error:  # a broken picture fails in many ways
        raise UndrawableError from error


def _require_size(image: Image.Image) -> None:
    """Only the header has been read so far. Raises UndrawableError."""
    if image.width * image.height > (MOST_PIXELS_OF_JPEG if image.format == "JPEG" else MOST_PIXELS):
        raise UndrawableError


def _saved(image: Image.Image, kind: str, profile: bytes) -> bytes:
    out = BytesIO()
    # A picture made anew: nothing that hung on the old one comes along.
    plain = Image.new(image.mode, image.size)
    plain.paste(image)
    colors = {"icc_profile": profile} if 0 < len(profile) <= _MOST_PROFILE else {}
    if kind == "small":
        plain.save(out, "WEBP", quality=78, method=4, **colors)
    else:
        if plain.mode == "RGBA":
            on_white = Image.new("RGB", plain.size, "white")
            on_white.paste(plain, mask=plain.getchannel("A"))
            plain = on_white
        plain.save(out, "JPEG", quality=85, optimize=True, **colors)
    return out.getvalue()


def limit() -> None:
    """Let this process take no more than a picture needs."""
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (_CPU_SECONDS, _CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def main() -> int:
    """0, or IMPOSSIBLE."""
    limit()
    try:
        picture = draw(sys.stdin.buffer.read(), sys.argv[1])
    except UndrawableError:
        return IMPOSSIBLE
    sys.stdout.buffer.write(picture)
    return 0


if __name__ == "__main__":
    sys.exit(main())
