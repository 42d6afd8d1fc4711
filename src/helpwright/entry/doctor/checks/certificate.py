"""The certificate with which the server answers, or that lies ready for one: how long it is still good.

One that an earlier `--tls-generate` left says nothing of a server that answers without it, behind a proxy.
"""

import asyncio
import os
import ssl
from datetime import timedelta
from urllib.parse import urlsplit

from cryptography import x509

from helpwright.entry.certificate import server_certificate
from helpwright.entry.doctor.kind import Check, Finding, Scene

_SOON_DAYS = 14


async def _look(scene: Scene) -> Finding:
    answered = scene.address is not None and scene.address.startswith("https:")
    file = server_certificate(scene.environment.data_dir)
    if answered:
        parts = urlsplit(scene.address or "")
        place = (parts.hostname or "127.0.0.1", parts.port or 443)
        pem = await asyncio.to_thread(ssl.get_server_certificate, place, timeout=5)
    elif scene.address is None and await asyncio.to_thread(os.path.isfile, file):
        pem = await asyncio.to_thread(file.read_text)
    else:
        return Finding("note", "plain")
    found = x509.load_pem_x509_certificate(pem.encode())
    left = found.not_valid_after_utc - scene.now
    if left < timedelta():
        return Finding("bad", "over", {"days": max(1, (-left).days)})
    days = left.days
    return Finding("warning", "soon", {"days": days}) if days < _SOON_DAYS else Finding("good", "good", {"days": days})


check = Check(_look, database=False)
