"""Sizes for the terminal."""

_KIB = 1024


def readable(size: float) -> str:
    """Bytes as people write them."""
    for unit in ("B", "KB", "MB"):
        if size < _KIB:
            return f"{size:.0f} {unit}" if unit == "B" else f"{size:.1f} {unit}"
        size /= _KIB
    return f"{size:.1f} GB"
