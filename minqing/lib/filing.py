"""Files that people gave: readable by nobody else, under names that nobody can guess, handed out so that nothing in them runs."""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Protocol, TypeVar

from django.conf import settings
from django.http import FileResponse, Http404

from minqing.lib.refusal import NotNow

# Nothing in such an answer may run or load anything, whatever the bytes turn out to be.
POLICY = "default-src 'none'; sandbox; frame-ancestors 'none'"


class Hashed(Protocol):
    """What was made of a file; the SHA-256 in hex tells the same one."""

    @property
    def sha256(self) -> str: ...


F = TypeVar("F")
H = TypeVar("H", bound=Hashed)


def distinct(files: Iterable[F], clean: Callable[[F], H], which: str) -> list[H]:
    """Each file cleaned, the same one once. Of several the refusal says which it was: `which` is its name with `{}` for the number."""
    several = list(files)
    found: dict[str, H] = {}
    for number, file in enumerate(several, 1):
        try:
            one = clean(file)
        except NotNow as refusal:
            said = which.format(number) if len(several) > 1 else ""
            raise NotNow(f"{said}{refusal.sentence}") from None
        found.setdefault(one.sha256, one)
    return list(found.values())


def new_name(folder: str, ending: str) -> str:
    """A path below `MEDIA_ROOT` for a new file."""
    name = secrets.token_hex(20)
    return f"{folder}/{name[:2]}/{name}.{ending}"


def path_of(file: str) -> Path:
    """Where a file named in a row lies."""
    return Path(settings.MEDIA_ROOT) / file


def write(path: Path, data: bytes) -> None:
    """Write a new file that nobody else on the machine can read."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(data)


def answer(path: Path, *, content_type: str, disposition: str, gone: str) -> FileResponse:
    """The file for a browser. The caller has checked who asks. Raises Http404 with the sentence `gone` where it is not there."""
    try:
        file = path.open("rb")
    except FileNotFoundError:
        raise Http404(gone) from None
    response = FileResponse(file, content_type=content_type)
    response["Content-Disposition"] = disposition
    response["X-Content-Type-Options"] = "nosniff"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    response["Cache-Control"] = "private, no-store"
    # django-csp leaves an answer alone that carries a policy of its own.
    response["Content-Security-Policy"] = POLICY
    return response


def unnamed(
    folder: str,
    *,
    older_than: datetime,
    named: Callable[[str], Iterable[str]],
    counts: Callable[[Path], bool] = lambda path: True,
) -> Iterator[str]:
    """Files written before a moment (aware) that no row names; `named` gives those that rows name below a prefix."""
    for below in sorted(path_of(folder).glob("??")):
        old = {
            f"{folder}/{below.name}/{path.name}"
            for path in below.iterdir()
            if counts(path) and path.stat().st_mtime < older_than.timestamp()
        }
        yield from old - set(named(f"{folder}/{below.name}/"))
