"""A long ledger kept small: its households packed in portions and unpacked one portion at a time, as often as it is run through."""

import zlib
from collections.abc import Iterable, Iterator
from typing import Any

import orjson

from minqing.lib.batches import batches
from minqing.records.people.ledger.content import LedgerHousehold, LedgerMember

PORTION = 1000


class Packed(Iterable[LedgerHousehold]):
    """Households that can be run through again and again; two hundred thousand people take some twenty megabytes, not two hundred."""

    def __init__(self, households: Iterable[LedgerHousehold]) -> None:
        self._portions: list[bytes] = []
        for portion in batches(households, PORTION):
            self._portions.append(zlib.compress(orjson.dumps(portion), 1))

    def __iter__(self) -> Iterator[LedgerHousehold]:
        for packed in self._portions:
            for home in orjson.loads(zlib.decompress(packed)):
                yield _household(home)


def _household(said: dict[str, Any]) -> LedgerHousehold:
    members = [_member(member) for member in said.pop("members")]
    said["groups"], said["phones"] = tuple(said["groups"]), tuple(said["phones"])
    return LedgerHousehold(**said, members=members)


def _member(said: dict[str, Any]) -> LedgerMember:
    said["groups"], said["phones"] = tuple(said["groups"]), tuple(said["phones"])
    return LedgerMember(**said)
