"""The garbage collector kept away from long work on things that are no garbage."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator
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
def collecting_when_asked() -> Iterator[Callable[[], int]]:
    """What is there stays to the end; what a portion of the work left behind in cycles is looked at when it says so."""
    gc.freeze()
    try:
        with without_collecting():
            yield gc.collect
    finally:
        gc.unfreeze()
