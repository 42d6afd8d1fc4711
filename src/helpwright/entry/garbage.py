"""Keep the garbage collector away from what lives as long as the process.

A full collection walks every object: 100,000 of them after the imports, some 70 ms in which no request is answered,
every few hundred requests. What is there when the process is ready is never garbage.
"""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def unwatched() -> Iterator[None]:
    """No collection inside the block; what it leaves behind is not looked at again."""
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()
