"""How long it takes to take in a ledger of 200,000 people, beside the usual tool and beside the floor.

    .venv/bin/python bench/import_households.py [--people 200000] [--peer-people 20000] [--rounds 2] [--postgres]

Contestants, each in a process of its own on the same workbook (12 columns, households of four, made here):
  minqing   everything: guards, headings found, checks, ID numbers and telephones sealed and hashed, groups, journal
  peer      django-import-export in its bulk mode with the settings its manual advises: households, then the people in them;
            plain text, no checks, no groups, no sealing
  peer flat the same tool into one bare table without index or households: its best case, for comparison
  floor     python-calamine's rows into the same table by executemany (SQLite) or COPY (PostgreSQL), nothing else
  again     minqing once more with the same people under another file: all found again, nothing changed
The peer is slow enough to be given fewer people (`--peer-people`); rows a second are compared. `--postgres` starts a
throw-away server from the binaries on this machine. Memory is the peak of the whole process (ru_maxrss).
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
PLACE = "220422102209"
HEADS = (
    "户号",
    "村民小组",
    "家庭住址",
    "姓名",
    "与户主关系",
    "性别",
    "出生日期",
    "身份证号",
    "联系电话",
    "是否低保",
    "政治面貌",
    "备注",
)
FAMILY = (("户主", "男", 1960), ("配偶", "女", 1962), ("长子", "男", 1986), ("孙女", "女", 2012))
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
SURNAMES, GIVEN = "王李张刘陈杨赵黄周吴徐孙马朱胡郭何林高罗", "福贵桂兰玉珍广财永刚志新秀芬凤琴长河明义景文春燕国臣喜田海涛晓"


def make_workbook(path: Path, people: int) -> None:
    """Invented people; area code 220499 was never given out."""
    import xlsxwriter

    random = Random(7)
    with xlsxwriter.Workbook(str(path), {"constant_memory": True}) as book:
        sheet = book.add_worksheet("花名册")
        sheet.write_row(0, 0, HEADS)
        for n in range(people):
            home, at = divmod(n, len(FAMILY))
            relation, sex, year = FAMILY[at]
            day = f"{year + random.randrange(8)}{random.randrange(1, 13):02}{random.randrange(1, 29):02}"
            order = (home * 2 + (sex == "男")) % 1000
            body = f"22{4900 + home // 500 % 100:04}{day}{order:03}"
            number = body + "10X98765432"[sum(int(d) * w for d, w in zip(body, WEIGHTS, strict=True)) % 11]
            name = random.choice(SURNAMES) + random.choice(GIVEN) + random.choice(GIVEN)
            phone = f"1380000{random.randrange(10000):04}" if at < 3 else ""
            row = (str(home + 1), f"{home % 12 + 1}组", f"中香村{home % 12 + 1}组{home + 1}号", name, relation, sex,
                   f"{day[:4]}-{day[4:6]}-{day[6:]}", number, phone, "是" if home % 20 == 0 else "否", "党员" if n % 37 == 0 else "群众", "")  # fmt: skip
            sheet.write_row(n + 1, 0, row)


def setup_django() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "minqing.settings")
    sys.path.insert(0, str(ROOT))
    import django
    from django.apps import apps
    from django.conf import settings
    from django.core.management import call_command

    from minqing.lib import vault

    django.setup()
    if not settings.VAULT_KEY_FILE.exists():
        vault.make_key_file(settings.VAULT_KEY_FILE)
    settings.MIGRATION_MODULES = {app.label: None for app in apps.get_app_configs()}  # Tables straight from the models.
    call_command("migrate", run_syncdb=True, verbosity=0)
    from minqing.ground.places.models import Place

    Place.objects.get_or_create(code=PLACE, defaults={"name": "中香村村民委员会", "level": "village", "county": PLACE[:6]})


def run_minqing(path: Path) -> int:
    from django.utils import timezone

    from minqing.ground.journal import Person
    from minqing.ground.places.models import Place
    from minqing.records.people import importing

    outcome = importing.import_file(
        path, place=Place.objects.get(pk=PLACE), filename=path.name, by=Person("量一量"), at=timezone.now()
    )
    return outcome.residents


def run_again(path: Path) -> int:
    """The same people once more under another digest: all of them found and found unchanged."""
    from minqing.records.people.models import LedgerImport

    run_minqing(path)
    LedgerImport.objects.update(digest="0" * 64)
    CLOCK.begin()
    return run_minqing(path)


def run_peer(path: Path) -> int:
    """Two ModelResources as the manual shows them in bulk mode: households, then people who name theirs. No checks, no sealing."""
    import tablib
    from import_export import fields, resources, widgets
    from uuid_utils import uuid7

    from minqing.records.people.models import Household, Resident

    class Homes(resources.ModelResource):
        class Meta:
            model = Household
            import_id_fields: tuple[str, ...] = ()
            fields = ("id", "key", "number", "section", "address", "head_name")
            use_bulk, batch_size, skip_diff, force_init_instance = True, 1000, True, True

        def before_save_instance(self, instance: Any, row: Any, **kwargs: Any) -> None:
            instance.place_id, instance.county = PLACE, PLACE[:6]

    class People(resources.ModelResource):
        household = fields.Field(column_name="home", attribute="household", widget=widgets.ForeignKeyWidget(Household))

        class Meta:
            model = Resident
            import_id_fields: tuple[str, ...] = ()
            fields = ("household", "name", "relation_word", "sex", "birth", "remark", "left_why")
            use_bulk, batch_size, skip_diff, force_init_instance = True, 1000, True, True

        def before_save_instance(self, instance: Any, row: Any, **kwargs: Any) -> None:
            instance.place_id, instance.county, instance.name_key = PLACE, PLACE[:6], instance.name

    dataset = tablib.Dataset().load(path.read_bytes(), format="xlsx")
    dataset.headers = [
        "key",
        "section",
        "address",
        "name",
        "relation_word",
        "sex",
        "birth",
        "remark",
        "left_why",
        "support",
        "party",
        "note",
    ]
    # People find their household by its primary key: by any other column the tool would search the table for every row.
    numbered = {key: str(uuid7()) for key in dict.fromkeys(dataset["key"])}
    homes = tablib.Dataset(headers=["id", "key", "number", "section", "address", "head_name"])
    for row in dataset:
        if row[4] == "户主":
            homes.append((numbered[row[0]], row[0], row[0], row[1], row[2], row[3]))
    dataset.append_col([numbered[key] for key in dataset["key"]], header="home")
    for each, rows in ((Homes(), homes), (People(), dataset)):
        assert not each.import_data(rows, raise_errors=True, use_transactions=True).has_errors()
    assert Household.objects.count() == len(homes)
    return Resident.objects.count()


def run_flat_peer(path: Path) -> int:
    """Its best case: one bare table of text columns, no index, no household, without its report of differences."""
    import tablib
    from django.db import connection, models
    from import_export import resources

    columns = {f"c{at}": models.TextField(null=True) for at in range(len(HEADS))}
    Plain = type("Plain", (models.Model,), {**columns, "__module__": __name__, "Meta": type("Meta", (), {"app_label": "people"})})
    with connection.schema_editor() as editor:
        editor.create_model(Plain)

    class Resource(resources.ModelResource):
        class Meta:
            model = Plain
            import_id_fields: tuple[str, ...] = ()
            use_bulk, batch_size, skip_diff, force_init_instance = True, 1000, True, True

    dataset = tablib.Dataset().load(path.read_bytes(), format="xlsx")
    dataset.headers = list(columns)
    assert not Resource().import_data(dataset, raise_errors=True, use_transactions=True).has_errors()
    return Plain.objects.count()


def run_floor(path: Path) -> int:
    """calamine's rows into the table `resident` as it is, indexes included: nothing read, checked, sealed or put together."""
    import python_calamine
    from django.db import connection, transaction
    from uuid_utils import uuid7

    from minqing.records.people.models import Household, Resident

    home = Household.objects.create(place_id=PLACE, county=PLACE[:6], head_name="floor").pk.hex
    columns = [field.column for field in Resident._meta.concrete_fields]
    sheet = python_calamine.CalamineWorkbook.from_path(path).get_sheet_by_index(0)
    read = iter(sheet.iter_rows())
    next(read)
    at = Resident._meta.get_field("recorded_at").get_db_prep_save(datetime.now(UTC), connection)

    def row(c: list[Any]) -> tuple[Any, ...]:
        # In the order of the columns: the numbers stand as they are where the sealed ones and their keys would.
        number, phone = c[7].encode(), c[8].encode()
        return (uuid7().hex, home, PLACE, PLACE[:6], c[3], c[3], "", c[4], c[5], c[6], number, number, phone, phone, None, "", None, None, "", at)  # fmt: skip

    quoted = ", ".join(f'"{column}"' for column in columns)
    with transaction.atomic(), connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(f"COPY resident ({quoted}) FROM STDIN") as copy:
                for c in read:
                    copy.write_row(row(c))
        else:
            cursor.executemany(f"INSERT INTO resident ({quoted}) VALUES ({', '.join(['%s'] * len(columns))})", map(row, read))
    return Resident.objects.count()


class Clock:
    def begin(self) -> None:
        self.wall, self.cpu = time.perf_counter(), time.process_time()


CLOCK = Clock()
RUNS = {"minqing": run_minqing, "again": run_again, "peer": run_peer, "peer flat": run_flat_peer, "floor": run_floor}


def contest(name: str, path: Path) -> None:
    """In the process of one contestant: run, and print what it took."""
    setup_django()
    CLOCK.begin()
    people = RUNS[name](path)
    wall, cpu = time.perf_counter() - CLOCK.wall, time.process_time() - CLOCK.cpu
    peaks = [resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    print(json.dumps({"people": people, "seconds": wall, "cpu": cpu, "mb": sum(peaks) / 1024}))


def measure(name: str, path: Path, database: str, scratch: Path) -> dict[str, Any]:
    environment = {**os.environ, "DATABASE_URL": database, "MINQING_VAR": str(scratch), "MINQING_SECRET_KEY": "bench"}
    environment["MINQING_KEY_FILE"] = str(scratch / "bench.key")
    done = subprocess.run(
        [sys.executable, __file__, "--contest", name, str(path)], env=environment, capture_output=True, text=True
    )
    if done.returncode:
        sys.exit(f"{name}: {done.stderr[-3000:]}")
    return dict(json.loads(done.stdout.splitlines()[-1]))


@contextmanager
def postgres(scratch: Path) -> Any:
    """A throw-away server on a socket, as the user postgres where this runs as root."""
    data = scratch / "pg"
    data.mkdir()
    prefix: list[str] = []
    if os.geteuid() == 0:
        os.chmod(scratch, 0o755)
        shutil.chown(data, "postgres")
        prefix = ["runuser", "-u", "postgres", "--"]
    run = {"check": True, "stdout": subprocess.DEVNULL, "cwd": "/"}
    subprocess.run([*prefix, "initdb", "-D", str(data), "-A", "trust", "-U", "postgres"], **run)
    subprocess.run(
        [*prefix, "pg_ctl", "-D", str(data), "-w", "-o", f"-k {data} -c listen_addresses=''", "-l", str(data / "log"), "start"],
        **run,
    )
    try:
        yield lambda name: _create_database(data, name)
    finally:
        subprocess.run([*prefix, "pg_ctl", "-D", str(data), "-m", "immediate", "stop"], **run)


def _create_database(data: Path, name: str) -> str:
    subprocess.run(["createdb", "-h", str(data), "-U", "postgres", name], check=True, cwd="/")
    return f"postgresql://postgres@/{name}?host={data}"


def round_of(title: str, scratch: Path, people: int, peer_people: int, rounds: int, database: Any) -> None:
    big, small = scratch / f"ledger-{people}.xlsx", scratch / f"ledger-{peer_people}.xlsx"
    for path, count in ((big, people), (small, peer_people)):
        if not path.exists():
            make_workbook(path, count)
    results: dict[str, dict[str, Any]] = {}
    for turn in range(rounds):
        for name in ("floor", "minqing") if turn else ("floor", "minqing", "again", "peer", "peer flat"):
            found = measure(name, small if name.startswith("peer") else big, database(f"{name.replace(' ', '_')}{turn}"), scratch)
            results[name] = min(found, results.get(name, found), key=lambda result: result["seconds"])
    floor, peer = results["floor"], results["peer"]
    print(f"\n{title}: {people:,} people (peers: {peer_people:,}); the ratios by the clock, in brackets by this process's CPU")
    print(f"{'':10}{'people':>9}{'seconds':>9}{'CPU s':>8}{'rows/s':>9}{'x floor time':>16}{'x peer speed':>16}{'peak MB':>9}")
    for name, r in results.items():
        slower = [(r[of] / r["people"]) / (floor[of] / floor["people"]) for of in ("seconds", "cpu")]
        faster = [(peer[of] / peer["people"]) / (r[of] / r["people"]) for of in ("seconds", "cpu")]
        ratios = "".join(f"{f'{wall:.2f} ({cpu:.2f})':>16}" for wall, cpu in (slower, faster))
        print(
            f"{name:10}{r['people']:>9,}{r['seconds']:>9.1f}{r['cpu']:>8.1f}{r['people'] / r['seconds']:>9,.0f}{ratios}{r['mb']:>9.0f}"
        )


def main() -> None:
    if sys.argv[1:2] == ["--contest"]:
        return contest(sys.argv[2], Path(sys.argv[3]))
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--people", type=int, default=200_000)
    parser.add_argument("--peer-people", type=int, default=20_000)
    parser.add_argument("--rounds", type=int, default=2, help="of floor and minqing, in turn; the best of each counts")
    parser.add_argument("--postgres", action="store_true")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="minqing-bench-") as folder:
        scratch = Path(folder)
        round_of(
            "SQLite", scratch, args.people, args.peer_people, args.rounds, lambda name: f"sqlite:///{scratch / name}.sqlite3"
        )
        if args.postgres and shutil.which("initdb"):
            with postgres(scratch) as database:
                round_of("PostgreSQL", scratch, args.people, args.peer_people, args.rounds, database)
    return None


if __name__ == "__main__":
    main()
