"""Authorities that this machine trusts, a company's own among them: what calls to others are verified by."""

import ssl
from pathlib import Path


def verified_by() -> ssl.SSLContext | bool:
    """A context with the machine's authorities; True, the client's own list, on a machine that has none at all."""
    paths = ssl.get_default_verify_paths()
    folder = Path(paths.capath) if paths.capath else None
    if not paths.cafile and (folder is None or next(folder.iterdir(), None) is None):
        return True
    return ssl.create_default_context()
