"""What whoever keeps the machine does: a copy of everything in one file, bringing it back, a new key for the vault.

The key file is never in a backup: a copy that got lost opens no personal number (lib/vault.py).
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import sqlite3
import subprocess
import sys
import tarfile
from collections.abc import Mapping
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from minqing import __version__
from minqing.lib.refusal import NotNow

ABOUT, SQLITE, POSTGRES, MEDIA = "about.json", "database.sqlite3", "database.dump", "media"


def register(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    backup = commands.add_parser("backup", help="database and photographs into one file, without the key file")
    backup.add_argument("file", type=Path)
    backup.add_argument("--json", action="store_true")
    # An upgrade is made after a backup, never by it.
    backup.set_defaults(run=run_backup, bare=True)
    restore = commands.add_parser("restore", help="bring a backup back, into an empty database")
    restore.add_argument("file", type=Path)
    restore.add_argument("--over", action="store_true", help="SQLite: put the database that is there aside first")
    restore.set_defaults(run=run_restore, bare=True)
    key = commands.add_parser("key", help="the key file of personal numbers").add_subparsers(required=True)
    rotate = key.add_parser("rotate", help="seal what comes from now on with a new key; the old ones still open what they sealed")
    rotate.set_defaults(run=run_rotate, bare=True)


def run_backup(args: argparse.Namespace) -> int:
    """Write a backup; it is taken while the site runs. Nothing is left behind when it breaks off."""
    from django.conf import settings

    from minqing.lib import printing

    about = pack(args.file, settings.DATABASES["default"], Path(settings.MEDIA_ROOT))
    if args.json:
        printing.document({"file": str(args.file), "bytes": args.file.stat().st_size, **about})
    else:
        print(f"{args.file}：{args.file.stat().st_size / 1e6:,.1f} MB，里面有数据库和 {about['files']:,} 个照片、文件。")
        print(f"密钥文件不在里面，另外存一份：{settings.VAULT_KEY_FILE}")
    return 0


def run_restore(args: argparse.Namespace) -> int:
    """Bring a backup back, upgrade it if it is older, and try whether the key file opens it. Exit code 1 when it does not."""
    from django.conf import settings

    from minqing import serving

    about = unpack(args.file, settings.DATABASES["default"], Path(settings.MEDIA_ROOT), over=args.over)
    print(f"{about['made_at'][:16].replace('T', ' ')}（UTC）的备份放回来了，{about['files']:,} 个照片、文件。", file=sys.stderr)
    serving.prepare()
    if trouble := unopened():
        print(trouble, file=sys.stderr)
        return 1
    print("放好了，身份证号和电话打得开。再运行 minqing journal verify 对一遍记录链。")
    return 0


def run_rotate(_: argparse.Namespace) -> int:
    """A new key in the key file."""
    from django.conf import settings

    from minqing.lib import vault

    number = vault.add_key(settings.VAULT_KEY_FILE)
    print(f"从现在起用第 {number} 把钥匙，旧的还留着开以前的。把 {settings.VAULT_KEY_FILE} 再存一份，然后重启服务。")
    return 0


def pack(target: Path, database: Mapping[str, Any], media: Path) -> dict[str, Any]:
    """Write database and photographs into `target`, readable by its owner alone; say what is in it. Raises NotNow."""
    if target.exists():
        raise NotNow(f"{target} 已经有了。换个名字，旧的备份不盖掉。")
    if not target.absolute().parent.is_dir():
        raise NotNow(f"没有 {target.absolute().parent} 这个文件夹，先建好。")
    with TemporaryDirectory(dir=target.absolute().parent, prefix=".minqing-backup-") as folder:
        copied = _dump(database, Path(folder))
        files = sum(1 for path in media.rglob("*") if path.is_file()) if media.is_dir() else 0
        about = {"version": __version__, "made_at": datetime.now(UTC).isoformat(), "database": copied.name, "files": files}
        (Path(folder) / ABOUT).write_text(json.dumps(about))
        part = Path(folder) / "part"
        with tarfile.open(part, "w:gz", compresslevel=5) as tar:
            tar.add(Path(folder) / ABOUT, ABOUT)
            tar.add(copied, copied.name)
            if media.is_dir():
                tar.add(media, MEDIA)
        part.chmod(0o600)
        part.replace(target)
    return about


def unpack(source: Path, database: Mapping[str, Any], media: Path, *, over: bool = False) -> dict[str, Any]:
    """Bring database and photographs back; say what the backup says of itself.

    Raises NotNow when the file is no backup, is of the other sort of database, or when one stands already that is not to go.
    """
    try:
        with tarfile.open(source) as tar, TemporaryDirectory(dir=source.absolute().parent, prefix=".minqing-restore-") as folder:
            tar.extractall(folder, filter="data")
            about: dict[str, Any] = json.loads((Path(folder) / ABOUT).read_text())
            _load(Path(folder) / about["database"], database, over=over)
            if (Path(folder) / MEDIA).is_dir():
                shutil.copytree(Path(folder) / MEDIA, media, dirs_exist_ok=True)
    except (tarfile.TarError, KeyError, ValueError, EOFError) as trouble:
        raise NotNow(f"{source} 不是完整的备份（{type(trouble).__name__}），换一份。") from None
    return about


def unopened() -> str:
    """Why the key file does not open what the database holds; empty when it does, or when nothing is sealed."""
    from minqing.lib import vault
    from minqing.records.people.models import Resident

    sealed = Resident.objects.exclude(id_number=None).only("id_number").first()
    try:
        if sealed is not None:
            str(sealed.id_number)
    except vault.KeyMissing as missing:
        return str(missing)
    except vault.Unreadable:
        return "密钥文件打不开这份数据库里的号码。把做备份时的密钥文件放回来，再试一次。"
    return ""


def _dump(database: Mapping[str, Any], folder: Path) -> Path:
    """A copy of the database as it stands at one moment."""
    if not database["ENGINE"].endswith("sqlite3"):
        _postgres("pg_dump", database, "--format=custom", "--no-owner", f"--file={folder / POSTGRES}")
        return folder / POSTGRES
    copy = folder / SQLITE
    if not Path(database["NAME"]).exists():
        raise NotNow(f"没有 {database['NAME']} 这个数据库，看看 --db 写得对不对。")
    with closing(sqlite3.connect(database["NAME"])) as here, closing(sqlite3.connect(copy)) as there:
        here.backup(there)
        verdict = there.execute("PRAGMA quick_check").fetchone()[0]
    if verdict != "ok":
        raise NotNow(f"数据库本身有损坏（{verdict}），没有备份。先用上一份备份恢复。")
    return copy


def _load(copied: Path, database: Mapping[str, Any], *, over: bool) -> None:
    lite = database["ENGINE"].endswith("sqlite3")
    if copied.name != (SQLITE if lite else POSTGRES):
        raise NotNow(f"这份备份是 {'PostgreSQL' if lite else 'SQLite'} 的，放不进现在的数据库。用 --db 写对地址。")
    if not lite:
        _refuse_when_filled()
        _postgres("pg_restore", database, "--no-owner", "--exit-on-error", "--single-transaction", str(copied))
        return
    here = Path(database["NAME"])
    if here.exists() and here.stat().st_size:
        if not over:
            raise NotNow(f"{here} 里已经有数据库了。先停掉服务，再加 --over：原来的会改名留着。")
        _put_aside(here)
    here.parent.mkdir(parents=True, exist_ok=True)
    copied.chmod(0o600)
    shutil.move(copied, here)


def _put_aside(here: Path) -> None:
    """The database that is there keeps its name with a time behind it, and what waits beside it goes into it first."""
    with closing(sqlite3.connect(here)) as old:
        if old.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]:
            raise NotNow("数据库正在用。先停掉服务，再恢复。")
    here.rename(here.with_name(f"{here.name}.{datetime.now(UTC):%Y%m%d%H%M%S}"))
    for beside in ("-wal", "-shm"):
        here.with_name(here.name + beside).unlink(missing_ok=True)


def _refuse_when_filled() -> None:
    from django.db import connection

    if connection.introspection.table_names():
        raise NotNow("这个 PostgreSQL 数据库里已经有表了。建一个空的（createdb），用 --db 写它的地址再恢复。")
    connection.close()


def _postgres(program: str, database: Mapping[str, Any], *arguments: str) -> None:
    """Run a program of PostgreSQL on the database; its password stands in no list of processes."""
    if not shutil.which(program):
        raise NotNow(f"这台机器上没有 {program}。Debian、openEuler 上装 postgresql-client（版本不低于服务器）。")
    given = {"PGHOST": "HOST", "PGPORT": "PORT", "PGUSER": "USER", "PGPASSWORD": "PASSWORD", "PGDATABASE": "NAME"}
    named = {name: str(database[key]) for name, key in given.items() if database.get(key)}
    extra = [f"--dbname={database['NAME']}"] if program == "pg_restore" else []
    done = subprocess.run([program, *extra, *arguments], env={**os.environ, **named}, capture_output=True, text=True, check=False)
    if done.returncode:
        raise NotNow(f"{program} 没做成：{done.stderr.strip().splitlines()[-1] if done.stderr.strip() else done.returncode}")
