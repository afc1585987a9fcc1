"""Lists in pages, and the addresses of their filters."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.http import QueryDict
from django.utils.functional import cached_property


class Counted(Paginator):  # type: ignore[type-arg]
    """A paginator that is told how many there are: the counts beside the filters know it already."""

    def __init__(self, found: Any, a_page: int, total: int) -> None:
        super().__init__(found, a_page)
        self._total = total

    @cached_property
    def count(self) -> int:
        return self._total


def changed_address(query: QueryDict, changes: dict[str, Any], *, but: tuple[str, ...] = ("page",)) -> str:
    """The present address with some of its filters changed, on the first page; an empty value takes a filter out, as does `but`.

    >>> changed_address(QueryDict("kind=wish&page=3"), {"place": "2204", "kind": ""})
    '?place=2204'
    """
    kept = {name: values for name, values in query.lists() if name not in but}
    for name, value in changes.items():
        if value in ("", None):
            kept.pop(name, None)
        else:
            kept[name] = [value]
    return "?" + urlencode(kept, doseq=True)
