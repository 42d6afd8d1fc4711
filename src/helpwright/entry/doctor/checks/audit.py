"""The audit: whole up to its anchor, and sealed by now."""

import asyncio

from helpwright.access.operations.audit import verify
from helpwright.access.sealing import anchor_file, read_anchor
from helpwright.entry.doctor.kind import Check, Finding, Scene

_MANY = 5000
_HEAD = """SELECT (SELECT count(*) FROM audit_log WHERE seq IS NULL) AS waiting,
    (SELECT max(seq) FROM audit_log) AS sealed, (SELECT hash FROM audit_log WHERE seq = %(seq)s) AS hash"""


async def _look(scene: Scene) -> Finding:
    data_dir = scene.environment.data_dir
    try:
        if scene.thorough:
            check_, waiting = await verify(scene.running.database, data_dir)
            problem, sealed = check_.problem, check_.last.seq
        else:
            anchor = await asyncio.to_thread(read_anchor, anchor_file(data_dir))
            row = await scene.one(_HEAD, seq=0 if anchor is None else anchor.seq)
            waiting, sealed = row["waiting"], row["sealed"] or 0
            same = anchor is None or anchor.seq == 0 or bytes(row["hash"] or b"") == anchor.hash
            problem = None if same else "audit_truncated" if row["hash"] is None else "audit_rewritten"
            if anchor is not None and problem == "audit_rewritten":
                sealed = min(sealed, anchor.seq - 1)  # what was sealed since may well fit what stands there now
    except ValueError:
        return Finding("bad", "anchor", {"file": str(anchor_file(data_dir))})
    if problem is not None:
        return Finding("bad", "broken", {"seq": sealed + 1})
    if waiting > _MANY:
        return Finding("warning", "waiting", {"count": waiting})
    return Finding("good", "good", {"count": sealed})


check = Check(_look)
