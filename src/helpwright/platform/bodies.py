"""Bodies that are read whole by calls with a limit of their own."""

from starlette.requests import Request

from helpwright.kernel.errors import TooLarge


async def read_body(request: Request, most: int) -> bytes:
    """The body. Raises TooLarge above `most` bytes: at once when the request announces more, else while it arrives."""
    announced = request.headers.get("content-length", "")
    if announced.isascii() and announced.isdigit() and int(announced) > most:
        raise TooLarge("body_too_large", limit=most)
    content = bytearray()
    async for chunk in request.stream():
        content += chunk
        if len(content) > most:
            raise TooLarge("body_too_large", limit=most)
    return bytes(content)
