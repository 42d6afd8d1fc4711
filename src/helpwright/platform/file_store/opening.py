"""Which store HELPWRIGHT_FILES_URL names."""

from ipaddress import ip_address
from pathlib import Path
from urllib.parse import SplitResult, parse_qs, unquote, urlsplit

from helpwright.platform.file_store.bucket import Bucket, BucketFiles
from helpwright.platform.file_store.local import LocalFiles
from helpwright.platform.file_store.model import FilesUnusable

_OPTIONS = frozenset({"endpoint", "region", "style"})
_STYLES = frozenset({"path", "virtual"})


def open_file_store(files_url: str | None, data_dir: Path) -> LocalFiles | BucketFiles:
    """The store that HELPWRIGHT_FILES_URL names, else `files` in the data folder.

    `file:/some/folder` is a folder, a relative one inside the data folder. `s3://bucket/prefix?endpoint=…&region=…`
    is a bucket; credentials stand before the bucket (`s3://id:key@bucket`) or in the usual environment variables.
    Nothing is sent yet. Raises FilesUnusable for what cannot be used.
    """
    if files_url is None:
        return LocalFiles(data_dir / "files").prepare()
    try:
        parts = urlsplit(files_url)
        port = parts.port if parts.scheme == "s3" else None
    except ValueError as error:
        raise FilesUnusable("files_url_unknown", url=files_url.rpartition("@")[2].partition("?")[0]) from error
    if parts.scheme == "s3" and port is None:
        return BucketFiles(_bucket(parts), data_dir / "files" / "tmp").prepare()
    if parts.scheme != "file" or parts.netloc not in {"", "localhost"} or not parts.path:
        raise FilesUnusable("files_url_unknown", url=_shown(files_url))
    return LocalFiles(data_dir / unquote(parts.path)).prepare()


def place_of(files_url: str | None, data_dir: Path) -> str:
    """Where the files are, to be shown: without anything secret."""
    return str(data_dir / "files") if files_url is None else _shown(files_url)


def _shown(files_url: str) -> str:
    parts = urlsplit(files_url)
    return parts._replace(netloc=parts.netloc.rpartition("@")[2], query="").geturl()


def _bucket(parts: SplitResult) -> Bucket:
    given = parse_qs(parts.query, keep_blank_values=True)
    options = {name: values[-1] for name, values in given.items()}
    name = parts.netloc.rpartition("@")[2]
    endpoint, style = options.get("endpoint"), options.get("style", "path")
    half = (parts.username is None) != (parts.password is None)
    unknown = not options.keys() <= _OPTIONS or style not in _STYLES
    if not name or half or unknown or not _reachable(endpoint) or (style == "virtual" and _is_number(endpoint)):
        raise FilesUnusable("files_url_bucket", url=_shown(parts.geturl()))
    return Bucket(
        name=name,
        prefix=unquote(parts.path).strip("/"),
        endpoint=_with_bucket(endpoint, name) if style == "virtual" else endpoint,
        region=options.get("region") or None,
        key=None if parts.username is None else unquote(parts.username),
        secret=None if parts.password is None else unquote(parts.password),
        virtual=style == "virtual",
    )


def _reachable(endpoint: str | None) -> bool:
    if endpoint is None:
        return True
    parts = urlsplit(endpoint)
    return parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.username is None


def _is_number(endpoint: str | None) -> bool:
    """Whether its host is an IP address, before which no name of a bucket can stand."""
    try:
        ip_address(urlsplit(endpoint or "").hostname or "")
    except ValueError:
        return False
    return True


def _with_bucket(endpoint: str | None, name: str) -> str | None:
    """Servers that know a bucket by its host name are asked there."""
    if endpoint is None:
        return None
    parts = urlsplit(endpoint)
    return endpoint if parts.netloc.startswith(f"{name}.") else parts._replace(netloc=f"{name}.{parts.netloc}").geturl()
