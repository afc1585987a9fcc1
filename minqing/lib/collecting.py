"""The garbage collector kept away from long work on things that are no garbage."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def without_collecting() -> Iterator[None]:
    """Hundreds of thousands of people are no cycles: looking for some among them again and again is a sixth of the time."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


@contextmanager
def collecting_only_new() -> Iterator[None]:
    """What is known of the place stays to the end; only what each portion leaves behind (people and households in cycles) is looked at."""
    gc.freeze()
    try:
        yield
    finally:
        gc.unfreeze()
