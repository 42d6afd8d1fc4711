"""The built pages: precompressed files, cached for ever by their hashed names; pages themselves always fresh."""

import mimetypes
from pathlib import Path

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.responses import FileResponse, PlainTextResponse, Response
from starlette.types import Receive, Scope, Send
from starlette.websockets import WebSocketClose

BUILT = Path(__file__).parent / "static"
_ENCODINGS = (("br", ".br"), ("gzip", ".gz"))
_FOREVER = "public, max-age=31536000, immutable"
_INTERFACE = "/api/"
_PORTAL_PATHS = ("/f/", "/p/", "/s/")


class Pages:
    """ASGI application for everything that is not the interface: assets, the portal's page, the console's page."""

    def __init__(self, folder: Path = BUILT) -> None:
        self._folder = folder.resolve()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request. Raises HTTPException for a path of the interface that no route has taken."""
        if scope["type"] == "websocket":
            await WebSocketClose()(scope, receive, send)
            return
        if scope["path"].startswith(_INTERFACE):
            raise HTTPException(404)
        await self._answer(scope)(scope, receive, send)

    def _answer(self, scope: Scope) -> Response:
        if scope["method"] not in {"GET", "HEAD"}:
            return PlainTextResponse("method not allowed", 405, {"Allow": "GET, HEAD"})
        path: str = scope["path"]
        wanted = self._find(path)
        if wanted is not None:
            return self._file(scope, wanted, hashed=path.startswith("/assets/"))
        if path.startswith("/assets/"):
            return PlainTextResponse("not found", 404)
        page = "portal.html" if path.startswith(_PORTAL_PATHS) else "index.html"
        if not (self._folder / page).is_file():
            return PlainTextResponse("The web pages are not built yet: make setup\n网页尚未构建：make setup\n", 503)
        return self._file(scope, self._folder / page, hashed=False)

    def _find(self, path: str) -> Path | None:
        """The file of this path inside the folder."""
        try:
            wanted = (self._folder / path.lstrip("/")).resolve()
            return wanted if wanted.is_relative_to(self._folder) and wanted.is_file() else None
        except (OSError, ValueError):
            return None

    def _file(self, scope: Scope, file: Path, *, hashed: bool) -> Response:
        accepted = _accepted(Headers(scope=scope).get("accept-encoding", ""))
        headers = {"Cache-Control": _FOREVER if hashed else "no-cache", "Vary": "Accept-Encoding"}
        kind = mimetypes.guess_type(file.name)[0] or "application/octet-stream"
        for name, ending in _ENCODINGS:
            compressed = file.with_name(file.name + ending)
            if name in accepted and compressed.is_file():
                return FileResponse(compressed, headers={**headers, "Content-Encoding": name}, media_type=kind)
        return FileResponse(file, headers=headers, media_type=kind)


def _accepted(header: str) -> set[str]:
    """Encodings the browser takes; `gzip;q=0` says no."""
    found = set()
    for each in header.lower().split(","):
        name, _, options = each.partition(";")
        if options.replace(" ", "").rstrip("0").rstrip(".") not in {"q=", "q=0"}:
            found.add(name.strip())
    return found
