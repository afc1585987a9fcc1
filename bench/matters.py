"""Matters at 100,000 and at 1,000,000, beside django-helpdesk at 100,000, on the same machine in the same run.

    make bench-matters        or          python bench/matters.py [--matters 100000] [--large 1000000] [--seconds 4]
    scripts/with_postgres.sh python bench/matters.py …       both sites on PostgreSQL instead of SQLite

Ours: one county office sees 100,000 matters (each with its moves and its part; a tenth unfinished) in 250 villages; the large run
has ten such counties in one database, and once more one county with all of them. Both sites are served by granian with two
workers. A list, a filter and a detail are what a browser loads to see them: for the peer the page and the table it fetches. Our
creating checks rights, makes the receipt, writes move, journal and follow-ups. Our counts hold until something is written
(docs/decisions/006): list and dashboard are measured once more with a matter created before each look. No worker runs beside the
server; what the creating left for it is worked off before that, and timed.

The peer is installed into an environment of its own (`--peer PYTHON` names one that has it already).
"""

from __future__ import annotations

import argparse
import base64
import http.client
import json
import os
import random
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import urllib.parse
import venv
from datetime import date, timedelta
from pathlib import Path

import uuid_utils.compat

ROOT = Path(__file__).resolve().parent.parent
TODAY = date.today()
PEER = "django-helpdesk==2.6.1"
COUNTY = "220422"
# Of each worker. A second one waits for the first: both sites are busy with Python.
THREADS = 1


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--matters", type=int, default=100_000)
    parser.add_argument("--large", type=int, default=1_000_000, help="0 leaves the large run out")
    parser.add_argument("--seconds", type=float, default=4)
    parser.add_argument("--peer", default="", help="a Python that has django-helpdesk")
    args = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="minqing-bench-"))
    given = os.environ.get("DATABASE_URL", "")
    base = given if given.startswith("postgres") else ""
    peer = measure_peer(args, folder, base)
    ours = {}
    for name, counties, number in (("ours", 1, args.matters), ("ten counties", 10, args.large), ("one county", 1, args.large)):
        if number:
            ours[name] = measure_ours(args, folder, base, name, counties, number)
    show(peer, ours, args)


def database(folder: Path, base: str, name: str) -> str:
    """An empty database: a file, or a new one beside the given one in the same server."""
    key = name.replace(" ", "_")
    if not base:
        return f"sqlite:///{folder}/{key}.sqlite3"
    import psycopg

    with psycopg.connect(base, autocommit=True) as connection:
        connection.execute(f"DROP DATABASE IF EXISTS bench_{key}")
        connection.execute(f"CREATE DATABASE bench_{key}")
    parts = urllib.parse.urlsplit(base)
    return urllib.parse.urlunsplit(parts._replace(path=f"/bench_{key}"))


def measure_peer(args: argparse.Namespace, folder: Path, base: str) -> dict[str, tuple[float, float, float]]:
    python = args.peer
    if not python:
        print("installing the peer …", flush=True)
        venv.create(folder / "peer", with_pip=True)
        python = str(folder / "peer/bin/python")
        subprocess.run([python, "-m", "pip", "install", "-q", PEER, "granian", "psycopg[binary]"], check=True)
    environment = {**os.environ, "PEER_DATABASE": database(folder, base, "peer").replace("sqlite:///", "sqlite:////", 1)}
    site = str(ROOT / "bench/peers/helpdesk_site.py")
    made = subprocess.run([python, site, "fill", str(args.matters)], env=environment, check=True, capture_output=True, text=True)
    known = json.loads(made.stdout.splitlines()[-1])
    server = serve(python, "helpdesk_site:application", 8481, str(ROOT / "bench/peers"), environment)
    try:
        table = {"filtering": {"status__in": [1, 2]}, "sorting": "created", "search_string": "", "sortreverse": False}
        chosen = {**table, "filtering": {"status__in": [1], "queue__id__in": [known["queue"]]}}
        rows = "?draw=1&start=0&length=25"
        pages = {
            "list": ["/tickets/", f"/datatables_ticket_list/{coded(table)}{rows}"],
            "filter": [f"/tickets/?status=1&queue={known['queue']}", f"/datatables_ticket_list/{coded(chosen)}{rows}"],
            "detail": [f"/tickets/{known['ticket']}/"],
            "dashboard": ["/dashboard/"],
        }
        form = {"queue": known["queue"], "title": "Tap leaks", "body": "The tap in the yard leaks.", "priority": "3",
                "submitter_email": "r@example.org", "assigned_to": ""}  # fmt: skip
        return timed(8481, pages, "/tickets/submit/", lambda: form, known["cookie"], args.seconds)
    finally:
        server.terminate()


def coded(query: dict[str, object]) -> str:
    return base64.b64encode(json.dumps(query).encode()).decode().replace("=", "%3D")


def measure_ours(
    args: argparse.Namespace, folder: Path, base: str, name: str, counties: int, number: int
) -> dict[str, tuple[float, float, float]]:
    environment = {**os.environ, "DATABASE_URL": database(folder, base, name), "MINQING_HOSTS": "*",
                   "MINQING_VAR": str(folder / name.replace(" ", "_"))}  # fmt: skip
    start = time.perf_counter()
    known = json.loads(run(environment, "--fill", str(counties), str(number)).splitlines()[-1])
    print(f"{name}: {number:,} matters filled in {time.perf_counter() - start:.0f} s", flush=True)
    server = serve(sys.executable, "minqing.wsgi:application", 8482, str(ROOT), environment)
    try:
        pages = {
            "list": ["/matters/"],
            "filter": [f"/matters/?phase=doing&kind=need&place={known['village']}"],
            "detail": [f"/matters/{known['matter']}/"],
            "dashboard": [f"/figures/?place={known['county']}&month={TODAY:%Y-%m}"],
            "today": ["/today/"],
        }

        def form() -> dict[str, str]:
            return {"id": str(uuid_utils.compat.uuid7()), "place": known["village"], "kind": "need", "about": "水管漏水要修", "category": "housing",
                    "urgency": "ordinary", "words": "院里的水管漏水，请派人来修。", "asker": "刘福贵", "opened_on": TODAY.isoformat()}  # fmt: skip

        found = timed(8482, pages, "/matters/new/", form, known["cookie"], args.seconds)
        done, seconds = json.loads(run(environment, "--drain").splitlines()[-1])
        print(f"{name}: {done:,} follow-ups worked off at {done / seconds:.0f}/s", flush=True)
        for name in ("list", "dashboard"):
            written = (("/matters/new/", form), *((path, None) for path in pages[name]))
            found[f"{name}, just written"] = load(8482, written, 1, args.seconds, known["cookie"])
        return found
    finally:
        server.terminate()


def run(environment: dict[str, str], *words: str) -> str:
    """What this file prints when it is called with these words, in a process of its own."""
    return subprocess.run([sys.executable, __file__, *words], env=environment, check=True, capture_output=True, text=True).stdout


def serve(python: str, target: str, port: int, folder: str, environment: dict[str, str]) -> subprocess.Popen:
    command = [python, "-m", "granian", "--interface", "wsgi", "--port", str(port), "--workers", "2", "--blocking-threads", str(THREADS),
               "--backpressure", "64", "--log-level", "error", "--no-ws", target]  # fmt: skip
    process = subprocess.Popen(command, cwd=folder, env=environment)
    for _ in range(400):
        try:
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
            connection.request("GET", "/")
            connection.getresponse().read()
            return process
        except OSError:
            time.sleep(0.1)
    raise RuntimeError("the server did not come up")


def timed(port, pages, create, make_form, cookie, seconds) -> dict[str, tuple[float, float, float]]:
    """Name → (p50 ms, p95 ms, requests a second), with one client; creating with one and with four."""
    found = {}
    for name, paths in pages.items():
        steps = [(path, None) for path in paths]
        load(port, steps, 1, 1, cookie)
        found[name] = load(port, steps, 1, seconds, cookie)
    for clients in (1, 4):
        load(port, [(create, make_form)], clients, 1, cookie)
        found[f"create, {clients} client{'s' * (clients > 1)}"] = load(port, [(create, make_form)], clients, seconds * 2, cookie)
    return found


def load(port, steps, clients, seconds, cookie) -> tuple[float, float, float]:
    """Steps are addresses, with what makes the form that is sent there or None. Made one after the other they count as one request;
    a form before a page is not timed. At least three are made however long they take.
    """
    times: list[float] = []
    end = time.perf_counter() + seconds

    def run() -> None:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)
        asking = {"Cookie": f"sessionid={cookie}; csrftoken={'a' * 32}"}
        sending = asking | {"Content-Type": "application/x-www-form-urlencoded", "X-CSRFToken": "a" * 32}
        done = 0
        while done < 3 or time.perf_counter() < end:
            spent = 0.0
            for path, make_form in steps:
                body = urllib.parse.urlencode(make_form()) if make_form else None
                start = time.perf_counter()
                connection.request("POST" if make_form else "GET", path, body=body, headers=sending if make_form else asking)
                answer = connection.getresponse()
                text = answer.read()
                spent += time.perf_counter() - start if make_form is None or len(steps) == 1 else 0.0
                wanted = (302, 303) if make_form else (200,)
                assert answer.status in wanted, (path, answer.status, text[:2000].decode(errors="replace"))
            times.append(spent)
            done += 1

    threads = [threading.Thread(target=run) for _ in range(clients)]
    begun = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    cuts = statistics.quantiles(times, n=20)
    return statistics.median(times) * 1000, cuts[18] * 1000, len(times) / (time.perf_counter() - begun)


def show(peer: dict, ours: dict[str, dict], args: argparse.Namespace) -> None:
    print(f"\n{'':<24}{'peer':>18}{'ours':>18}{'ratio':>8}   " + "".join(f"{name:>22}" for name in list(ours)[1:]))
    for name, (p50, p95, rate) in ours["ours"].items():
        theirs = peer.get(name)
        creating = name.startswith("create")
        cell = (lambda x: f"{x[2]:.0f}/s") if creating else (lambda x: f"{x[0]:.0f} / {x[1]:.0f} ms")
        ratio = ""
        if theirs:
            ratio = f"{rate / theirs[2] if creating else theirs[0] / p50:.1f} x"
        more = ""
        for label in list(ours)[1:]:
            other = ours[label][name]
            slower = rate / other[2] if creating else other[0] / p50
            more += f"{cell(other) + f' ({slower:.2f} x)':>22}"
        print(f"{name:<24}{cell(theirs) if theirs else '':>18}{cell((p50, p95, rate)):>18}{ratio:>8}   {more}")
    print(
        f"\np50 / p95; ratio: how much faster than the peer at {args.matters:,}. In brackets: how much slower than ours at {args.matters:,}."
    )


def ready() -> None:
    """Set Django up in this process."""
    sys.path.insert(0, str(ROOT))
    os.environ["DJANGO_SETTINGS_MODULE"] = "minqing.settings"
    import django

    django.setup()


def drain() -> tuple[int, float]:
    """Do what is owed, as the worker would: how much, in how many seconds."""
    ready()
    from minqing.ground.journal import draining

    start, done = time.perf_counter(), 0
    while some := draining.drain():
        done += some
    return done, time.perf_counter() - start


def fill(counties: int, number: int) -> dict[str, str]:
    """Build the counties with their villages and matters; gives addresses and a signed-in session."""
    ready()
    from django.core.management import call_command
    from django.db import connection
    from django.test import Client

    from minqing import cast, serving
    from minqing.ground.places.models import Place
    from minqing.readings.figures import tallying

    serving.prepare()
    cast.places()
    cast.staff()
    call_command("collectstatic", interactive=False, verbosity=0)
    by = cast.who("hanxue")
    villages = list(Place.objects.filter(code__startswith=COUNTY, level="village").order_by("code"))
    for county in range(counties):
        homes = villages if county == 0 else _copies(villages, county)
        _matters(homes, by, number // counties, county)
    tallying.reconcile(today=TODAY)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    client = Client()
    client.force_login(by, backend="minqing.ground.staff.recognising.Accounts")
    from minqing.records.matters.models import Matter

    matter = Matter.objects.filter(county=COUNTY, phase="doing").order_by("id")[10]
    return {"cookie": client.cookies["sessionid"].value, "matter": str(matter.pk), "village": villages[5].pk, "county": COUNTY}


def _copies(villages: list, county: int) -> list:
    """The same villages under another county's code."""
    from minqing.ground.places.models import Place

    code = f"{230000 + county:06d}"
    top, _ = Place.objects.get_or_create(code=code, defaults={"name": f"第{county}县", "level": "county", "county": code})
    towns = {}
    for village in villages:
        town = code + village.pk[6:9]
        if town not in towns:
            towns[town] = Place(code=town, name="镇", level="township", parent=top, county=code)
    Place.objects.bulk_create(towns.values(), ignore_conflicts=True)
    rows = [
        Place(code=code + v.pk[6:], name=v.name, level="village", parent=towns[code + v.pk[6:9]], county=code) for v in villages
    ]
    return Place.objects.bulk_create(rows)


def _matters(villages: list, by: object, number: int, county: int) -> None:
    from minqing.records.matters.models import Handling, Matter, Move

    chance = random.Random(county)
    days = [TODAY - timedelta(days=n) for n in range(730)]
    states = [("open", "new"), ("doing", "doing"), ("doing", "doing"), ("waiting", "asking")]
    for begin in range(0, number, 20_000):
        made = []
        for n in range(begin, min(begin + 20_000, number)):
            unfinished = n % 10 == 0
            phase, state = states[n // 10 % 4] if unfinished else ("done", "done")
            opened = days[chance.randrange(60)] if unfinished else days[chance.randrange(730)]
            village = villages[chance.randrange(len(villages))]
            made.append(Matter(
                kind="need", state=state, phase=phase, category="housing", place=village, county=village.pk[:6], about="水管漏水要修",
                asker="刘福贵", receipt=f"{county * number + n:08d}", opened_on=opened, due_on=opened + timedelta(days=10), tier="village",
                holder=by if state == "doing" else None, version=0 if state == "new" else 2,
                closed_on=min(opened + timedelta(days=6), TODAY) if phase == "done" else None, solved=True if phase == "done" else None,
                paused_on=opened if phase == "waiting" else None,
            ))  # fmt: skip
        Matter.objects.bulk_create(made, batch_size=2000)
        Move.objects.bulk_create(
            (Move(matter=m, move=verb, from_state=source, to_state=target, by=by, by_name="韩雪", on=m.opened_on, words="说了一句")
             for m in made for verb, source, target in (("matter.open", "", "new"), ("matter.accept", "new", "doing"), ("matter.report_done", "doing", "asking"))),
            batch_size=5000)  # fmt: skip
        Handling.objects.bulk_create(
            (Handling(matter=m, place_id=m.place_id, county=m.county, person=by, role="lead", from_on=m.opened_on,
                      state="doing" if m.state == "doing" else "done", ended_on=None if m.state == "doing" else m.opened_on)
             for m in made if m.state != "new"), batch_size=5000)  # fmt: skip


if __name__ == "__main__":
    if len(sys.argv) == 4 and sys.argv[1] == "--fill":
        print(json.dumps(fill(int(sys.argv[2]), int(sys.argv[3]))))
    elif sys.argv[1:] == ["--drain"]:
        print(json.dumps(drain()))
    else:
        main()
