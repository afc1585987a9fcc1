"""Photographs of a matter: made anew, kept outside everything that a web server gives out, served to whoever may see the matter.

The files are written before the rows, under names that nobody can guess, and taken away again when the rows do not come about.
What a power cut leaves behind is swept by night.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.db import transaction
from django.http import FileResponse

from minqing.ground.journal import Actor, note
from minqing.ground.staff.models import User
from minqing.ground.staff.scope import Scope
from minqing.lib import filing, images
from minqing.lib.refusal import NotNow
from minqing.records.matters import story_rows
from minqing.records.matters.models import Matter
from minqing.records.matters.models.attachment import Attachment, small_of
from minqing.records.matters.rights import sees_file

FOLDER = "matters"
MOST_AT_ONCE = 6
MOST_OF_ONE = 30


@dataclass(frozen=True)
class Filed:
    """A photograph that was made anew and lies in its file; `file` is the path below `MEDIA_ROOT`."""

    photo: images.Photo
    file: str


def cleaned(files: Sequence[images.Readable]) -> list[images.Photo]:
    """Make the photographs anew. Raises NotNow for the seventh, and for the first that is none, saying which one it is."""
    if len(files) > MOST_AT_ONCE:
        raise NotNow(f"一次最多 {MOST_AT_ONCE} 张照片，这次选了 {len(files)} 张。少选几张，剩下的以后再补。")
    return filing.distinct(files, images.clean, "第 {} 张：")


@contextmanager
def filed(photos: Iterable[images.Photo]) -> Iterator[list[Filed]]:
    """Write the files; if the block fails, they are gone again. Put the whole transaction inside."""
    written: list[Filed] = []
    try:
        for photo in photos:
            kept = Filed(photo, filing.new_name(FOLDER, "jpg"))
            written.append(kept)
            filing.write(filing.path_of(kept.file), photo.data)
            filing.write(small_of(filing.path_of(kept.file)), photo.small)
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
    return filing.answer(
        attachment.small_path if small else attachment.path, content_type=attachment.kind, gone="这张照片的文件不在了，请找管理员。",
        disposition=f'inline; filename="{attachment.pk}.jpg"',
    )  # fmt: skip


def photos_of(matter: Matter, scope: Scope, **_: Any) -> dict[str, Any] | None:
    """What the matter's page shows of its photographs: one query."""
    if not scope.may("attachment.see", matter.place_id) or not sees_file(scope, matter):
        return None
    found = story_rows.attachments.of(matter)
    may_add = scope.may("attachment.add", matter.place_id) and len(found) < MOST_OF_ONE
    if not found and not may_add:
        return None
    return {"photos": found, "matter": matter, "may_add": may_add, "most": MOST_AT_ONCE}


def sweep(*, older_than: datetime) -> int:
    """Remove files that no row names, written before a moment (aware), and say how many pictures there were."""
    rows = Attachment.objects.values_list("file", flat=True)
    gone = list(
        filing.unnamed(
            FOLDER, older_than=older_than, named=lambda prefix: rows.filter(file__startswith=prefix), counts=_is_picture
        )
    )
    for file in gone:
        _remove(file)
    return len(gone)


def _is_picture(path: Path) -> bool:
    return path.suffix == ".jpg" and not path.stem.endswith("-small")


def _remove(file: str) -> None:
    filing.path_of(file).unlink(missing_ok=True)
    small_of(filing.path_of(file)).unlink(missing_ok=True)
