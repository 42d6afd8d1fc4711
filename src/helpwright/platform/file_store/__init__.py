"""Where the bytes of uploaded files live: each content once, named by its SHA-256.

`FileStore` is all that the rest of the product knows; a local folder and a bucket that speaks S3 are the two that there
are. Both hold `ab/cd/<sha256>`, beside it what was made from it (`<sha256>.<kind>`), and in `parts` what is still
arriving in pieces.
"""

from helpwright.platform.file_store.bucket import BucketFiles
from helpwright.platform.file_store.local import LocalFiles
from helpwright.platform.file_store.model import FileStore, FilesUnreachable, FilesUnusable, Incoming, StorageFull
from helpwright.platform.file_store.opening import open_file_store, place_of

__all__ = (
    "BucketFiles",
    "FileStore",
    "FilesUnreachable",
    "FilesUnusable",
    "Incoming",
    "LocalFiles",
    "StorageFull",
    "open_file_store",
    "place_of",
)
