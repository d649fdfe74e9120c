"""The collector of cyclic garbage at rest, while much is made that stays and nothing points back at itself."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def resting_collector() -> Iterator[None]:
    """Keep the cyclic collector from running, and leave it as it was found.

    It looks through all objects again each time their number has grown by a quarter, which was half the CPU of writing
    a graph of a million triples. Counting references frees what is no longer used all the same.
    """
    running = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if running:
            gc.enable()
