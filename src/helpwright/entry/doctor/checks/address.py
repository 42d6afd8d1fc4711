"""The public address: there is one that customers can reach, and it is encrypted."""

from urllib.parse import urlsplit

from helpwright.entry.doctor.kind import Check, Finding, Scene

_HERE = frozenset({"localhost", "127.0.0.1", "::1"})


async def _look(scene: Scene) -> Finding:
    url = scene.environment.public_url or (await scene.running.definitions.refresh()).public_url
    if not url:
        return Finding("warning", "none")
    if urlsplit(url).hostname in _HERE:
        return Finding("warning", "here", {"url": url})
    return (
        Finding("good", "good", {"url": url}) if url.startswith("https:") else Finding("warning", "plain", {"url": url})
    )


check = Check(_look)
