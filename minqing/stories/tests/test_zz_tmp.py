import time, cProfile, pstats, pytest
from minqing.stories.tests.test_works import _plan, _by_verbs, _rows, write
from minqing.records.matters.models import Matter


def test_d(world):
    plan = _plan(world)
    a = _rows(_by_verbs(plan))
    write([plan])
    w = Matter.objects.order_by("-id").first()
    b = _rows(w)
    x, y = a["Matter"][0], b["Matter"][0]
    print({k: (x[k], y[k]) for k in x if x[k] != y[k]})
    assert 0


def test_prof(db):
    from minqing.conftest import first_data
    from minqing.ground.places.loading import load
    from minqing import cast
    from minqing.stories import works

    first_data()
    for c in ("220322", "220302", "330111"):
        load(c)
    cast.staff([p for p in cast.PARTS if p.username == "qinshouyi"])
    t = time.process_time()
    users = cast.staff(works.PARTS)
    print("staff", time.process_time() - t)
    for name, f in (
        ("flooded", works.flooded),
        ("tiexi", lambda: works.season_of_tiexi(users)),
        ("plans", lambda: list(works.projects_of_lishu(users))),
        ("lishu", lambda: works.write(works.projects_of_lishu(users))),
        ("trucks", lambda: works.trucks_at_the_gate(users)),
        ("el", lambda: works.electricity(users)),
    ):
        t = time.process_time()
        if name == "lishu":
            p = cProfile.Profile()
            p.enable()
        f()
        if name == "lishu":
            p.disable()
            pstats.Stats(p).sort_stats("tottime").print_stats(22)
        print(name, time.process_time() - t)
    from minqing.ground.journal.models import Event

    print(Event.objects.count())
    assert 0
