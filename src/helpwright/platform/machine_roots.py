"""Authorities that this machine trusts, a company's own among them: what calls to others are verified by."""

import os
import re
import ssl
from pathlib import Path
from typing import Final

import httpx

_LOOKED_FOR: Final = re.compile(r"[0-9a-f]{8}\.[0-9]+")
"""Names under which OpenSSL looks for an authority in a folder; whatever else lies there it never reads."""


def verified_by() -> ssl.SSLContext:
    """A context with the machine's authorities, or with the HTTP client's own list on a machine that has none at all.

    None are also a bundle without any in it, and a folder that holds other things, or may not be listed.
    """
    context = ssl.create_default_context()
    if context.cert_store_stats()["x509_ca"] or any(_holds_authorities(each) for each in _folders()):
        return context
    return httpx.create_ssl_context(trust_env=False)


def _folders() -> list[Path]:
    """Those OpenSSL looks into: it takes several of the environment, where Python tells of none."""
    paths = ssl.get_default_verify_paths()
    named = os.environ.get(paths.openssl_capath_env, paths.openssl_capath)
    return [Path(each) for each in named.split(os.pathsep) if each]


def _holds_authorities(folder: Path) -> bool:
    try:
        return any(_LOOKED_FOR.fullmatch(each.name) and each.is_file() for each in folder.iterdir())
    except OSError:
        return False
