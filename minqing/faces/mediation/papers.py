"""Papers of a room: PDF, Word and Excel among the parties and their mediators, kept outside everything that a web server gives out.

A paper goes out as a download and never as a page: what it holds was looked at (`lib/documents.py`), but its opening is the reader's.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime

from django.db import transaction
from django.http import FileResponse
from django.utils.http import content_disposition_header

from minqing.faces.mediation.models import RoomFile
from minqing.ground.staff.models import User
from minqing.lib import documents, filing, images
from minqing.lib.documents import Paper
from minqing.lib.refusal import NotNow
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
    return filing.distinct(files, documents.clean, "第 {} 个文件：")


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
            written.append(filing.new_name(FOLDER, paper.kind))
            filing.write(filing.path_of(written[-1]), paper.data)
        yield written
    except BaseException:
        for file in written:
            filing.path_of(file).unlink(missing_ok=True)
        raise


def answer(paper: RoomFile) -> FileResponse:
    """The paper as a download. The caller has checked who asks."""
    return filing.answer(
        paper.path, content_type=documents.KINDS[paper.kind], gone="这个文件不在了，请找管理员。",
        disposition=str(content_disposition_header(as_attachment=True, filename=paper.name)),
    )  # fmt: skip


def sweep(*, older_than: datetime) -> int:
    """Remove files that no row names, written before a moment (aware), and say how many."""
    rows = RoomFile.objects.values_list("file", flat=True)
    gone = list(filing.unnamed(FOLDER, older_than=older_than, named=lambda prefix: rows.filter(file__startswith=prefix)))
    for file in gone:
        filing.path_of(file).unlink(missing_ok=True)
    return len(gone)
