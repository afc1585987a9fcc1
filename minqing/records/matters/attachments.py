"""Photographs of a matter: made anew, kept outside everything that a web server gives out, served to whoever may see the matter.

The files are written before the rows, under names that nobody can guess, and taken away again when the rows do not come about.
What a power cut leaves behind is swept by night.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction
from django.http import FileResponse, Http404

from minqing.ground.journal import Actor, note
from minqing.ground.staff.models import User
from minqing.ground.staff.scope import Scope
from minqing.lib import images
from minqing.lib.refusal import NotNow
from minqing.records.matters.models import Matter
from minqing.records.matters.models.attachment import Attachment, small_of
from minqing.records.matters.rights import sees_file

FOLDER = "matters"
MOST_AT_ONCE = 6
MOST_OF_ONE = 30
# Nothing in such an answer may run or load anything, whatever the bytes turn out to be.
POLICY = "default-src 'none'; sandbox; frame-ancestors 'none'"


@dataclass(frozen=True)
class Filed:
    """A photograph that was made anew and lies in its file; `file` is the path below `MEDIA_ROOT`."""

    photo: images.Photo
    file: str


def cleaned(files: Sequence[images.Readable]) -> list[images.Photo]:
    """Make the photographs anew. Raises NotNow for the seventh, and for the first that is none, saying which one it is."""
    if len(files) > MOST_AT_ONCE:
        raise NotNow(f"一次最多 {MOST_AT_ONCE} 张照片，这次选了 {len(files)} 张。少选几张，剩下的以后再补。")
    photos: dict[str, images.Photo] = {}
    for number, file in enumerate(files, 1):
        try:
            photo = images.clean(file)
        except NotNow as refusal:
            which = f"第 {number} 张：" if len(files) > 1 else ""
            raise NotNow(f"{which}{refusal.sentence}") from None
        photos.setdefault(photo.sha256, photo)
    return list(photos.values())


@contextmanager
def filed(photos: Iterable[images.Photo]) -> Iterator[list[Filed]]:
    """Write the files; if the block fails, they are gone again. Put the whole transaction inside."""
    written: list[Filed] = []
    try:
        for photo in photos:
            name = secrets.token_hex(20)
            kept = Filed(photo, f"{FOLDER}/{name[:2]}/{name}.jpg")
            written.append(kept)
            _write(_path(kept.file), photo.data)
            _write(small_of(_path(kept.file)), photo.small)
        yield written
    except BaseException:
        for kept in written:
            _remove(kept.file)
        raise


def attach(matter: Matter, files: Sequence[images.Readable], *, by: Actor, on: date) -> list[Attachment]:
    """Make photographs anew and put them on a matter. Raises NotNow and keeps nothing if one of them cannot be taken."""
    with filed(cleaned(files)) as kept, transaction.atomic():
        return keep(matter, kept, by=by, on=on)


def keep(matter: Matter, kept: Sequence[Filed], *, by: Actor, on: date) -> list[Attachment]:
    """The rows and the journal's line for photographs that `filed` wrote, in the caller's transaction.

    One that the matter has already is not kept twice. Raises NotNow when the matter has more than enough.
    """
    if not kept:
        return []
    known = set(matter.attachments.values_list("sha256", flat=True))
    fresh = [one for one in kept if one.photo.sha256 not in known]
    if len(known) + len(fresh) > MOST_OF_ONE:
        raise NotNow(f"这件事已经有 {len(known)} 张照片了，最多 {MOST_OF_ONE} 张。")
    worker = by if isinstance(by, User) else None
    rows = [
        Attachment(
            matter=matter, place_id=matter.place_id, county=matter.county, sha256=one.photo.sha256, bytes=len(one.photo.data),
            kind=images.KIND, width=one.photo.width, height=one.photo.height, file=one.file, by=worker, by_name=by.name, made_on=on,
        )
        for one in fresh
    ]  # fmt: skip
    Attachment.objects.bulk_create(rows)
    if rows:
        note("attachment.add", matter, by=by, on=on, after={"photos": len(rows)})
    for one in kept:
        if one not in fresh:
            transaction.on_commit(lambda file=one.file: _remove(file))  # type: ignore[misc]
    return rows


def answer(attachment: Attachment, *, small: bool = False) -> FileResponse:
    """The picture for a browser. The caller has checked who asks."""
    path = attachment.small_path if small else attachment.path
    try:
        file = path.open("rb")
    except FileNotFoundError:
        raise Http404("这张照片的文件不在了，请找管理员。") from None
    response = FileResponse(file, content_type=attachment.kind)
    response["Content-Disposition"] = f'inline; filename="{attachment.pk}.jpg"'
    response["X-Content-Type-Options"] = "nosniff"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    response["Cache-Control"] = "private, no-store"
    # django-csp leaves an answer alone that carries a policy of its own.
    response["Content-Security-Policy"] = POLICY
    return response


def photos_of(matter: Matter, scope: Scope, **_: Any) -> dict[str, Any] | None:
    """What the matter's page shows of its photographs: one query."""
    if not scope.may("attachment.see", matter.place_id) or not sees_file(scope, matter):
        return None
    found = list(matter.attachments.order_by("id"))
    may_add = scope.may("attachment.add", matter.place_id) and len(found) < MOST_OF_ONE
    if not found and not may_add:
        return None
    return {"photos": found, "matter": matter, "may_add": may_add, "most": MOST_AT_ONCE}


def sweep(*, older_than: datetime) -> int:
    """Remove files that no row names, written before a moment (aware), and say how many pictures there were."""
    root = Path(settings.MEDIA_ROOT)
    gone = 0
    for folder in sorted((root / FOLDER).glob("??")):
        old = {
            f"{FOLDER}/{folder.name}/{path.name}"
            for path in folder.glob("*.jpg")
            if not path.stem.endswith("-small") and path.stat().st_mtime < older_than.timestamp()
        }
        named = set(Attachment.objects.filter(file__startswith=f"{FOLDER}/{folder.name}/").values_list("file", flat=True))
        for file in old - named:
            _remove(file)
            gone += 1
    return gone


def _path(file: str) -> Path:
    return Path(settings.MEDIA_ROOT) / file


def _write(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(data)


def _remove(file: str) -> None:
    _path(file).unlink(missing_ok=True)
    small_of(_path(file)).unlink(missing_ok=True)
