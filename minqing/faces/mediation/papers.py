"""Papers of a room: PDF, Word and Excel among the parties and their mediators, kept outside everything that a web server gives out.

A paper goes out as a download and never as a page: what it holds was looked at (`lib/documents.py`), but its opening is the reader's.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.http import FileResponse, Http404
from django.utils.http import content_disposition_header

from minqing.faces.mediation.models import RoomFile
from minqing.ground.staff.models import User
from minqing.lib import documents, images
from minqing.lib.documents import Paper
from minqing.lib.refusal import NotNow
from minqing.records.matters.attachments import POLICY
from minqing.records.matters.mediation import room as rooms
from minqing.records.matters.models import Matter
from minqing.records.matters.models.dispute import DisputeParty

FOLDER = "rooms"
MOST_AT_ONCE, MOST_OF_ONE = 3, 30


def say(
    matter: Matter, *, at: datetime, words: str = "", photos: Sequence[images.Readable] = (),
    files: Sequence[documents.Readable] = (), party: DisputeParty | None = None, by: User | None = None,
) -> None:  # fmt: skip
    """Words, photographs and papers, all or nothing. Raises NotNow with what is wrong, and which of the papers it is."""
    papers = _cleaned(files)
    with _filed(papers) as kept, transaction.atomic():
        _check_room(matter, papers)
        messages = rooms.say(matter, at=at, words=words, photos=photos, papers=len(papers), party=party, by=by)
        RoomFile.objects.bulk_create(
            RoomFile(
                message=message, name=paper.name, kind=paper.kind, bytes=len(paper.data), sha256=paper.sha256, file=file
            )
            for message, paper, file in zip(messages, papers, kept, strict=True)
        )  # fmt: skip


def _cleaned(files: Sequence[documents.Readable]) -> list[Paper]:
    if len(files) > MOST_AT_ONCE:
        raise NotNow(f"一次最多 {MOST_AT_ONCE} 个文件，这次选了 {len(files)} 个，分几次发。")
    papers: dict[str, Paper] = {}
    for number, file in enumerate(files, 1):
        try:
            paper = documents.clean(file)
        except NotNow as refusal:
            which = f"第 {number} 个文件：" if len(files) > 1 else ""
            raise NotNow(f"{which}{refusal.sentence}") from None
        papers.setdefault(paper.sha256, paper)
    return list(papers.values())


def _check_room(matter: Matter, papers: Sequence[Paper]) -> None:
    if not papers:
        return
    known = set(RoomFile.objects.filter(message__matter=matter).values_list("sha256", flat=True))
    if twice := next((paper for paper in papers if paper.sha256 in known), None):
        raise NotNow(f"「{twice.name}」已经发过了，在上面能找到。")
    if len(known) + len(papers) > MOST_OF_ONE:
        raise NotNow(f"这个调解室里已经有 {len(known)} 个文件了，最多 {MOST_OF_ONE} 个。别的材料当面交给调解员。")


@contextmanager
def _filed(papers: Sequence[Paper]) -> Iterator[list[str]]:
    """Write the files, and take them away again if the block fails."""
    written: list[str] = []
    try:
        for paper in papers:
            name = secrets.token_hex(20)
            written.append(f"{FOLDER}/{name[:2]}/{name}.{paper.kind}")
            _write(Path(settings.MEDIA_ROOT) / written[-1], paper.data)
        yield written
    except BaseException:
        for file in written:
            (Path(settings.MEDIA_ROOT) / file).unlink(missing_ok=True)
        raise


def _write(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(data)


def answer(paper: RoomFile) -> FileResponse:
    """The paper as a download. The caller has checked who asks."""
    try:
        file = paper.path.open("rb")
    except FileNotFoundError:
        raise Http404("这个文件不在了，请找管理员。") from None
    response = FileResponse(file, content_type=documents.KINDS[paper.kind])
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=paper.name)
    response["X-Content-Type-Options"] = "nosniff"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    response["Cache-Control"] = "private, no-store"
    response["Content-Security-Policy"] = POLICY
    return response


def sweep(*, older_than: datetime) -> int:
    """Remove files that no row names, written before a moment (aware), and say how many."""
    gone = 0
    for folder in sorted((Path(settings.MEDIA_ROOT) / FOLDER).glob("??")):
        old = {
            f"{FOLDER}/{folder.name}/{path.name}" for path in folder.iterdir() if path.stat().st_mtime < older_than.timestamp()
        }
        named = set(RoomFile.objects.filter(file__startswith=f"{FOLDER}/{folder.name}/").values_list("file", flat=True))
        for file in old - named:
            (Path(settings.MEDIA_ROOT) / file).unlink(missing_ok=True)
            gone += 1
    return gone
