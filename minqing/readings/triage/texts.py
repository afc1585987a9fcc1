"""A request as the classifier sees it: runs of characters, words, and how it begins.

People say what they want in the first line, so the beginning counts once more. Numbers are all alike: a telephone number or a
sum says nothing of the subject, and must not be learned by heart.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from typing import Any

from minqing.lib.words import simplify

HEAD = 40
# Longer letters say nothing new of their subject; this bounds the time and memory of one request.
LONGEST = 5000
_SPACE, _NUMBER = re.compile(r"\s+"), re.compile(r"\d+(?:\.\d+)?")


def joined(subject: str, text: str) -> str:
    """Subject and text as one: the subject may be empty, or repeat how the text begins."""
    subject, text = subject.strip(), text.strip()
    return text if text.startswith(subject) else f"{subject} {text}".strip()


def tidy(text: str) -> str:
    """Simplified characters, lower case, one space for any gap, one zero for any number."""
    return _NUMBER.sub("0", _SPACE.sub(" ", simplify(text[:LONGEST]))).strip().lower()


def runs(text: str, longest: int) -> list[str]:
    """All runs of one to `longest` characters."""
    return [text[i : i + n] for n in range(1, longest + 1) for i in range(len(text) - n + 1)]


@cache
def _cut() -> Callable[[str], Any]:
    import rjieba

    cut: Callable[[str], Any] = rjieba.cut
    return cut


def words(text: str) -> list[str]:
    """The words of a text, spaces left out. Needs the extra `ml`: raises ImportError without it."""
    return [word for word in _cut()(text) if not word.isspace()]


# Each family is weighed and scaled by itself, so that long texts and short beginnings count alike.
FAMILIES: dict[str, float] = {"runs": 1.0, "words": 0.8, "head": 0.5}


def features(text: str) -> dict[str, list[str]]:
    """The features of a text by family (`FAMILIES`), repeated as often as they occur."""
    plain = tidy(text)
    # A word of one character is a run already.
    several = [word for word in words(plain) if len(word) > 1]
    return {"runs": runs(plain, 2), "words": several, "head": runs(plain[:HEAD], 3)}
