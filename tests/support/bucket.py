"""A server on this machine that speaks S3, for tests of files in a bucket."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from uuid import uuid4

import httpx
from moto.server import ThreadedMotoServer


@dataclass(frozen=True)
class BucketServer:
    """Where it listens; everybody may do everything there."""

    address: str

    def bucket(self) -> str:
        """The name of a fresh bucket."""
        name = f"helpwright-{uuid4().hex[:12]}"
        httpx.put(f"{self.address}/{name}", trust_env=False).raise_for_status()
        return name

    def url(self, bucket: str, prefix: str = "desk/files") -> str:
        """HELPWRIGHT_FILES_URL of a bucket."""
        return f"s3://id:hush@{bucket}/{prefix}?endpoint={self.address}&region=cn-east-1"

    def keys(self, bucket: str) -> list[str]:
        """Names of all objects, as the server has them."""
        text = httpx.get(f"{self.address}/{bucket}?list-type=2", trust_env=False).text
        return sorted(part.partition("</Key>")[0] for part in text.split("<Key>")[1:])

    def hashes(self, bucket: str) -> list[str]:
        """What the server calls the contents of all objects."""
        text = httpx.get(f"{self.address}/{bucket}?list-type=2", trust_env=False).text
        return sorted(part.partition("</ETag>")[0] for part in text.split("<ETag>")[1:])


@contextmanager
def bucket_server() -> Iterator[BucketServer]:
    """Runs inside the block."""
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    try:
        yield BucketServer(f"http://{host}:{port}")
    finally:
        server.stop()
