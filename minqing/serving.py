"""Preparing a database, serving the site, running the worker, building the demo."""

from __future__ import annotations

import argparse
import os
import signal
import subprocess
import sys
from datetime import date
from pathlib import Path


def register(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    demo = commands.add_parser("demo", help="build the demo world and serve it")
    demo.add_argument("--no-serve", action="store_true", help="only build it")
    demo.add_argument("--port", type=int, default=8000)
    demo.set_defaults(run=run_demo)
    serve = commands.add_parser("serve", help="serve the site (granian) and run the worker beside it")
    serve.add_argument("--port", type=int, default=8000)
    serve.add_argument("--host", default="127.0.0.1")
    serve.add_argument("--workers", type=int, default=1)
    serve.add_argument("--no-worker", action="store_true")
    serve.set_defaults(run=run_serve)
    work = commands.add_parser("work", help="run the worker: tallies, marks, seals")
    work.add_argument("--once", action="store_true", help="work off what is owed and stop")
    work.set_defaults(run=run_work)


def prepare() -> None:
    """Make a database usable: key file, tables, roles. One of an earlier version is brought up to date where that is ours to do.

    A county's PostgreSQL is upgraded by whoever keeps it, after a backup: there it stops with one sentence.
    """
    from django.conf import settings
    from django.core.management import call_command
    from django.db import connection
    from django.utils import timezone

    name = settings.DATABASES["default"]["NAME"]
    if connection.vendor == "sqlite" and ":memory:" not in str(name):
        Path(name).parent.mkdir(parents=True, exist_ok=True)
    if "django_migrations" in connection.introspection.table_names():
        if not _behind():
            _make_first_key()
            return
        if connection.vendor != "sqlite":
            raise SystemExit("数据库还是旧版本的。先备份，再运行 minqing manage migrate。")
        print("数据库是旧版本的，正在升级……", file=sys.stderr)
        call_command("migrate", verbosity=0)
        # Figures that are new have no tallies of the months that are kept already.
        from minqing.readings.figures import tallying

        tallying.reconcile(today=timezone.localdate())
        return
    print("第一次用这个数据库，正在建表……", file=sys.stderr)
    call_command("migrate", verbosity=0)
    _make_first_key()


def _make_first_key() -> None:
    """A key file for a database in which nobody has an account yet. Where somebody has, a missing file was lost, not never made."""
    from django.conf import settings

    from minqing.ground.staff.models import User
    from minqing.lib import vault

    if not settings.VAULT_WORDS and not settings.VAULT_KEY_FILE.exists() and not User.objects.exists():
        vault.make_key_file(settings.VAULT_KEY_FILE, os.environ.get("MINQING_CIPHER", "AES-256-GCM"))


def _behind() -> bool:
    """Whether migrations wait to be made."""
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def run_demo(args: argparse.Namespace) -> int:
    """Build the demo world unless it stands already, then serve it and say how to sign in."""
    from django.conf import settings

    from minqing import cast
    from minqing.stories import world

    if cast.stands():
        print("演示数据已经在了，直接用。", file=sys.stderr)
    else:
        print("正在建演示数据（四个县，一个季度）……", file=sys.stderr)
        world.build(date.today())
    if args.no_serve:
        print(cast.sign_ins(args.port))
        return 0
    # Whoever reads the address opens it at once: what takes seconds comes before.
    collect_static()
    print(cast.sign_ins(args.port))
    os.environ["MINQING_DEMO"] = "1"
    settings.DEMO = True
    return run_serve(argparse.Namespace(port=args.port, host="127.0.0.1", workers=1, no_worker=False))


def run_serve(args: argparse.Namespace) -> int:
    """Serve over WSGI with granian, the worker in a process of its own."""
    from django.conf import settings

    if not settings.DEBUG:
        collect_static()
    environment = {**os.environ, "DATABASE_URL": settings.DATABASE_URL}
    worker = None if args.no_worker else subprocess.Popen([sys.executable, "-m", "minqing", "work"], env=environment)
    server = [
        sys.executable, "-m", "granian", "--interface", "wsgi", "--host", args.host, "--port", str(args.port),
        "--workers", str(args.workers), "--blocking-threads", "4", "--backpressure", "64", "--no-ws", "--log-level", "warning",
        "minqing.wsgi:application",
    ]  # fmt: skip
    serving = subprocess.Popen(server, env=environment)
    # Stopped by a service manager it must take its own processes along, as it does when stopped by hand.
    signal.signal(signal.SIGTERM, _stop)
    try:
        return serving.wait()
    except KeyboardInterrupt:
        return 0
    finally:
        for process in (serving, worker):
            if process is not None:
                process.terminate()
                process.wait(timeout=20)


def _stop(*_: object) -> None:
    raise KeyboardInterrupt


def collect_static() -> None:
    """Gather, hash and compress the static files, unless nothing changed since the last time: that takes seconds."""
    from django.conf import settings
    from django.contrib.staticfiles.finders import get_finders
    from django.core.management import call_command

    manifest = Path(settings.STATIC_ROOT) / "staticfiles.json"
    newest = max(Path(storage.path(path)).stat().st_mtime for finder in get_finders() for path, storage in finder.list([]))
    if not manifest.exists() or manifest.stat().st_mtime < newest:
        call_command("collectstatic", interactive=False, verbosity=0)
        manifest.touch()


def run_work(args: argparse.Namespace) -> int:
    """The worker: huey's consumer over the schedule, or one round of everything that is owed."""
    from minqing import schedule

    if args.once:
        schedule.drain.call_local()
        schedule.seal_journal.call_local()
        return 0
    consumer = schedule.queue.create_consumer(workers=1, periodic=True, initial_delay=0.2, max_delay=2.0)
    consumer.run()
    return 0
