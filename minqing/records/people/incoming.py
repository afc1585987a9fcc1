"""A workbook between its preview and its confirmation: kept for a day, readable by nobody else, known by a signed token."""

from __future__ import annotations

import hashlib
import os
import secrets
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core import signing
from django.core.files.uploadedfile import UploadedFile

from minqing.lib.fields import new_id
from minqing.lib.refusal import NotNow

A_DAY = 24 * 3600
SALT = "people.incoming"


@dataclass(frozen=True)
class Waiting:
    """A file that waits: `id` will be the import's own, so that one confirmation makes one import however often it is sent."""

    id: str
    name: str
    digest: str
    place: str
    filename: str
    user: str

    @property
    def path(self) -> Path:
        return folder() / self.name

    @property
    def import_id(self) -> UUID:
        return UUID(self.id)

    def token(self) -> str:
        return signing.dumps(asdict(self), salt=SALT, compress=True)

    def forget(self) -> None:
        self.path.unlink(missing_ok=True)


def folder() -> Path:
    return Path(settings.MEDIA_ROOT) / "incoming"


def keep(upload: UploadedFile[Any], *, place: str, user: str) -> Waiting:
    """Write an upload down with mode 0600 under a random name, and clear away what was left for more than a day."""
    folder().mkdir(parents=True, exist_ok=True, mode=0o700)
    _sweep()
    name = secrets.token_hex(16)
    digest = hashlib.sha256()
    handle = os.open(folder() / name, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        for chunk in upload.chunks():
            digest.update(chunk)
            file.write(chunk)
    return Waiting(str(new_id()), name, digest.hexdigest(), place, (upload.name or "")[:200], user)


def _sweep() -> None:
    oldest = time.time() - A_DAY
    for path in folder().iterdir():
        try:
            if path.stat().st_mtime < oldest:
                path.unlink()
        except FileNotFoundError:
            continue


def waiting(token: str, *, user: str) -> Waiting:
    """What a token stands for. Raises NotNow when it is not ours, another user's, or older than a day."""
    try:
        found = Waiting(**signing.loads(token, salt=SALT, max_age=A_DAY))
    except (signing.BadSignature, TypeError):
        raise NotNow("这份文件放了太久，或者不是从这里看过的；重新选一次文件。") from None
    if found.user != user:
        raise NotNow("这份文件是别人传的，请重新选一次文件。")
    return found
