"""What an entry about several households says of one of them."""

from __future__ import annotations

from collections.abc import Iterable

SENTENCE_ENDS = "。；！？!?;\n"


def words_of_home(words: str, names: Iterable[str]) -> str:
    """The entry from the sentence on in which one of the household's names (or its address) first stands; all of it where none does."""
    places = [at for name in names if len(name) > 1 and (at := words.find(name)) >= 0]
    if not places:
        return words
    start = max(words.rfind(mark, 0, min(places)) for mark in SENTENCE_ENDS) + 1
    return f"…{words[start:].lstrip()}" if start else words
