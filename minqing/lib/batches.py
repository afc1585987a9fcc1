"""Long streams in portions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TypeVar

T = TypeVar("T")


def batches(things: Iterable[T], size: int) -> Iterator[list[T]]:
    """Portions of at most so many, in order; the stream is read no further than each needs. None for an empty one.

    >>> list(batches("abcde", 2))
    [['a', 'b'], ['c', 'd'], ['e']]
    """
    walk = iter(things)
    while batch := list(islice(walk, size)):
        yield batch
