"""Pages at 100,000 visits: p50 and p95 with 1 and 4 clients, beside a bare WSGI page that runs the same SQL.

    make bench-pages          or          python bench/pages.py [--visits 100000] [--seconds 4]

A throw-away SQLite database is filled with one township's villages: 12,500 households, 100,000 visits, 20,000 matters. Each page
is first opened once in this process to write down its SQL; the peer is a WSGI program of a few lines that runs exactly those
statements on the same file and answers with the rows' count. Both are served by granian with one worker and four threads.
"""

from __future__ import annotations

import argparse
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
from datetime import date, timedelta
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
TOWN = "220422102"
TODAY = date.today()


def fill(visits: int) -> dict[str, str]:
    """Build the township and give the addresses to open."""
    from django.db import transaction

    from minqing import cast
    from minqing.ground.places.models import Place
    from minqing.inventing import Invention
    from minqing.readings.figures import tallying
    from minqing.records.matters.models import Matter
    from minqing.records.people.models import Household
    from minqing.records.visits.models import Call, Promise, Visit

    chance = random.Random(1)
    with transaction.atomic():
        cast.places()
        cast.staff()
        people = Invention(5, "220499")
        villages = list(Place.objects.filter(code__startswith=TOWN, level="village").order_by("code"))
        each = visits // 8 // len(villages)
        families = [people.family(size) for size in (1, 2, 3, 4, 5) * 4]
        homes = []
        for village in villages:
            homes += cast.settle(village, [families[n % len(families)] for n in range(each)], section="一组")
        by = cast.who("weichanghe")
        days = [TODAY - timedelta(days=n) for n in range(730)]
        words = "上午去他家坐了坐，炉子烧得好，门前的沟清了，说没别的事，下周三回话。"
        rows = [Visit(place=h.place, county=h.county, by=by, visited_on=chance.choice(days), words=words, households=1, persons=2)
                for h in homes for _ in range(8)]  # fmt: skip
        Visit.objects.bulk_create(rows, batch_size=5000)
        Call.objects.bulk_create(
            (Call(visit=v, household=homes[n // 8], met=True, persons=2, place=v.place, county=v.county, visited_on=v.visited_on)
             for n, v in enumerate(rows)), batch_size=5000)  # fmt: skip
        Matter.objects.bulk_create([_matter(n, homes, by, chance) for n in range(visits // 5)], batch_size=5000)
        Promise.objects.bulk_create(
            Promise(visit=v, household=None, place=v.place, county=v.county, by=by, words="回话", made_on=v.visited_on, due_on=TODAY)
            for v in rows[:40]
        )  # fmt: skip
    tallying.reconcile(today=TODAY)
    own = next(home for home in homes if home.place_id == cast.ZHONGXIANG)
    month = TODAY.replace(day=1) - timedelta(days=1)
    return {
        "今天": "/today/",
        "户": f"/households/{own.pk}/",
        "事（列表）": "/matters/",
        "数（一个镇一个月）": f"/figures/?place={TOWN}&month={month:%Y-%m}",
        "存一笔": "/proposals/note/",
        "_households": str(Household.objects.count()),
    }


def _matter(n: int, homes: list, by: object, chance: random.Random) -> object:
    from minqing.records.matters.models import Matter

    home = chance.choice(homes)
    phase, state = chance.choice((("open", "new"), ("doing", "doing"), ("waiting", "asking"), ("done", "done"), ("done", "done")))
    opened = TODAY - timedelta(days=chance.randrange(400))
    return Matter(
        kind="need", state=state, phase=phase, category="housing", place=home.place, county=home.county, household=home, about="水管漏水要修",
        asker=home.head_name, receipt=f"{n:08d}", opened_on=opened, due_on=opened + timedelta(days=10), tier="village", holder=by,
        closed_on=opened + timedelta(days=6) if phase == "done" else None, solved=True if phase == "done" else None,
    )  # fmt: skip


def sign_in(username: str) -> str:
    """A session cookie, made without the cost of a password hash."""
    from django.test import Client

    from minqing import cast

    client = Client()
    client.force_login(cast.who(username), backend="minqing.ground.staff.recognising.Accounts")
    return client.cookies["sessionid"].value


def statements(path: str, cookie: str, form: dict[str, str] | None) -> list[tuple[str, list]]:
    """The SQL of one page, as the peer will run it."""
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    client = Client(enforce_csrf_checks=False)
    client.cookies["sessionid"] = cookie
    with CaptureQueriesContext(connection) as captured:
        answer = client.post(path, form) if form else client.get(path)
    assert answer.status_code < 400, (path, answer.status_code)
    return [query["sql"] for query in captured.captured_queries if query["sql"].startswith("SELECT")]


PEER = """
import json, sqlite3, threading
SQL = json.load(open({sql!r}))
local = threading.local()
def application(environ, start_response):
    if not hasattr(local, "db"):
        local.db = sqlite3.connect({db!r})
        local.db.create_function("django_datetime_trunc", 4, lambda *a: None)
        local.db.create_function("django_date_trunc", 4, lambda *a: a[1])
    rows = 0
    for statement in SQL.get(environ["PATH_INFO"].strip("/"), []):
        rows += len(local.db.execute(statement).fetchall())
    body = str(rows).encode()
    start_response("200 OK", [("Content-Type", "text/plain"), ("Content-Length", str(len(body)))])
    return [body]
"""


def serve(target: str, port: int, folder: str, environment: dict[str, str]) -> subprocess.Popen:
    command = [sys.executable, "-m", "granian", "--interface", "wsgi", "--port", str(port), "--workers", "1", "--blocking-threads", "4",
               "--backpressure", "64", "--log-level", "error", "--no-ws", target]  # fmt: skip
    process = subprocess.Popen(command, cwd=folder, env=environment)
    for _ in range(200):
        try:
            http.client.HTTPConnection("127.0.0.1", port, timeout=1).request("GET", "/sign-in/")
            return process
        except OSError:
            time.sleep(0.05)
    raise RuntimeError("the server did not come up")


def load(port: int, path: str, clients: int, seconds: float, cookie: str, make_form=None) -> tuple[float, float, float]:
    """Milliseconds p50 and p95, and requests a second."""
    times: list[float] = []
    end = time.perf_counter() + seconds

    def run() -> None:
        connection = http.client.HTTPConnection("127.0.0.1", port)
        headers = {"Cookie": f"sessionid={cookie}; csrftoken={'a' * 32}"}
        if make_form:
            headers |= {"Content-Type": "application/x-www-form-urlencoded", "X-CSRFToken": "a" * 32}
        while time.perf_counter() < end:
            body = urllib.parse.urlencode(make_form()) if make_form else None
            start = time.perf_counter()
            connection.request("POST" if make_form else "GET", path, body=body, headers=headers)
            answer = connection.getresponse()
            answer.read()
            times.append(time.perf_counter() - start)
            assert answer.status < 400, (path, answer.status)

    threads = [threading.Thread(target=run) for _ in range(clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    cuts = statistics.quantiles(times, n=20) if len(times) > 1 else times * 20
    return statistics.median(times) * 1000, cuts[18] * 1000, len(times) / seconds


def entry_form() -> dict[str, str]:
    from minqing import cast
    from minqing.lib.fields import new_id

    return {
        "id": str(new_id()), "place": cast.ZHONGXIANG, "visited_on": TODAY.isoformat(), "all": "1", "kind": "",
        "words": "村里开了群众会，到会46人，发明白纸60份。下午带着大伙清沟1200米，答应下周三给大伙回话。",
    }  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--visits", type=int, default=100_000)
    parser.add_argument("--seconds", type=float, default=4)
    args = parser.parse_args()
    folder = tempfile.mkdtemp(prefix="minqing-bench-")
    database = f"{folder}/bench.sqlite3"
    os.environ |= {"DATABASE_URL": f"sqlite:///{database}", "DJANGO_SETTINGS_MODULE": "minqing.settings", "MINQING_HOSTS": "*"}
    sys.path.insert(0, str(ROOT))
    import django

    django.setup()
    from minqing import serving

    serving.prepare()
    start = time.perf_counter()
    pages = fill(args.visits)
    households = pages.pop("_households")
    print(f"{args.visits:,} visits, {households} households, filled in {time.perf_counter() - start:.0f} s\n")
    from django.core.management import call_command

    call_command("collectstatic", interactive=False, verbosity=0)
    worker, clerk = sign_in("weichanghe"), sign_in("zhouqiming")
    who = {"今天": worker, "户": worker, "存一笔": worker}
    sql = {str(n): statements(path, who.get(name, clerk), entry_form() if name == "存一笔" else None)
           for n, (name, path) in enumerate(pages.items())}  # fmt: skip
    Path(f"{folder}/sql.json").write_text(json.dumps(sql))
    Path(f"{folder}/peer.py").write_text(PEER.format(sql=f"{folder}/sql.json", db=database))
    ours = serve("minqing.wsgi:application", 8471, str(ROOT), dict(os.environ))
    peer = serve("peer:application", 8472, folder, dict(os.environ))
    try:
        print(f"{'page':<22}{'SQL':>4} {'clients':>7} {'p50 ms':>8} {'p95 ms':>8} {'req/s':>7}   {'bare p50':>8} {'ratio':>6}")
        for n, (name, path) in enumerate(pages.items()):
            for clients in (1, 4):
                cookie = who.get(name, clerk)
                form = entry_form if name == "存一笔" else None
                load(8471, path, clients, 0.5, cookie, form)
                p50, p95, rate = load(8471, path, clients, args.seconds, cookie, form)
                bare, _, _ = load(8472, f"/{n}", clients, args.seconds / 2, cookie)
                print(
                    f"{name:<22}{len(sql[str(n)]):>4} {clients:>7} {p50:>8.1f} {p95:>8.1f} {rate:>7.0f}   {bare:>8.1f} {p50 / bare:>6.1f}"
                )
    finally:
        ours.terminate()
        peer.terminate()


if __name__ == "__main__":
    main()
