"""What records keep beside their tables: gone with the app."""

from collections.abc import Sequence

from helpwright.platform.statement import Statement


def forget_app(_app: str, forms: Sequence[str]) -> list[Statement]:
    """Views, imports, batches, comments, data keys, what was erased, events.

    Files are orphaned, so that the chore that removes their bytes finds them.
    """
    named = {"forms": list(forms)}
    return [
        Statement("DELETE FROM views WHERE form = ANY(%(forms)s)", named),
        Statement("DELETE FROM imports WHERE form = ANY(%(forms)s)", named),
        Statement("DELETE FROM batches WHERE form = ANY(%(forms)s)", named),
        Statement("DELETE FROM comments WHERE form = ANY(%(forms)s)", named),
        Statement("UPDATE files SET state = 'orphaned', record_id = NULL WHERE form = ANY(%(forms)s)", named),
        Statement("DELETE FROM record_erasures WHERE form = ANY(%(forms)s)", named),
        Statement("DELETE FROM record_keys WHERE form = ANY(%(forms)s)", named),
        Statement("DELETE FROM events WHERE dataset = ANY(%(forms)s)", named),
    ]
