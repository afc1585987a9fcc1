from datetime import date

import pytest
from django.db import DatabaseError, connection, transaction

from minqing.ground.journal import PROGRAM, Person, draining, note, sealing, verbs
from minqing.ground.journal.models import Event, FollowUp, Seal
from minqing.ground.journal.models.follow_up import MOST_ATTEMPTS

DAY = date(2023, 3, 8)


@pytest.fixture
def task(monkeypatch):
    """A follow-up of `journal.verify` that counts its runs and can be made to fail."""
    runs = []

    def work(event):
        runs.append(event.pk)
        if len(runs) <= work.failures:
            raise RuntimeError("not today")

    work.failures = 0
    monkeypatch.setitem(verbs.tasks, "test.count", work)
    monkeypatch.setitem(verbs.follow_ups, "journal.verify", ["test.count"])
    work.runs = runs
    return work


@pytest.fixture
def batches(monkeypatch):
    """A follow-up of `journal.verify` that is done for many at once; it keeps what it was given and fails for `bad`."""

    class Batches(list):
        bad = ""

    given = Batches()

    def work(events):
        if given.bad in [event.object_id for event in events]:
            raise RuntimeError("not this one")
        given.append(events)

    monkeypatch.setattr(verbs, "together", dict(verbs.together))
    monkeypatch.setattr(verbs, "tasks", dict(verbs.tasks))
    monkeypatch.setitem(verbs.follow_ups, "journal.verify", [])
    verbs.follows_together("test.batch", "journal.verify")(work)
    return given


def write(thing, **more):
    with transaction.atomic():
        note("journal.verify", thing, by=more.pop("by", PROGRAM), on=DAY, **more)


class TestNote:
    def test_it_keeps_who_what_where_when(self, world):
        write(world.homes["李桂兰"], by=Person("村民"), words="问用途", after={"a": 1})

        event = Event.objects.get(verb="journal.verify")
        assert (event.actor_name, event.on, event.words, event.after) == ("村民", DAY, "问用途", {"a": 1})
        assert event.place == world.homes["李桂兰"].place_id
        assert event.cells == [[event.place, "2023-03"]]

    def test_it_names_further_cells_once(self, world):
        home = world.homes["李桂兰"]
        write(home, touches=[(home.place_id, date(2023, 2, 1)), (home.place_id, DAY)])

        assert Event.objects.get(verb="journal.verify").cells == [[home.place_id, "2023-02"], [home.place_id, "2023-03"]]

    def test_it_refuses_an_undeclared_verb(self, world):
        with pytest.raises(KeyError), transaction.atomic():
            note("journal.burn", world.homes["李桂兰"], by=PROGRAM)

    def test_it_vanishes_with_its_transaction(self, world, task):
        with transaction.atomic():
            note("journal.verify", world.homes["李桂兰"], by=PROGRAM)
            transaction.set_rollback(True)

        assert not Event.objects.filter(verb="journal.verify").exists()
        assert not FollowUp.objects.filter(task="test.count").exists()

    def test_the_database_refuses_to_edit_it(self, world):
        write(world.homes["李桂兰"])

        with pytest.raises(DatabaseError), transaction.atomic():
            Event.objects.filter(verb="journal.verify").update(words="never said")


@pytest.mark.django_db(transaction=True)
class TestOutsideATransaction:
    def test_it_refuses(self, world):
        with pytest.raises(RuntimeError):
            note("journal.verify", world.homes["李桂兰"], by=PROGRAM)


class TestDrain:
    def test_it_runs_what_is_owed_once(self, world, task):
        write(world.homes["李桂兰"])

        while draining.drain():
            pass

        assert len(task.runs) == 1
        assert draining.owed() == 0

    def test_it_tries_again_after_a_pause_and_keeps_the_trouble(self, world, task, monkeypatch):
        task.failures = 1
        write(world.homes["李桂兰"])

        draining.drain()
        follow_up = FollowUp.objects.get(task="test.count")
        assert follow_up.done_at is None
        assert "not today" in follow_up.trouble
        assert draining.drain() == 0

        monkeypatch.setattr(draining, "CLAIM_LASTS", draining.timedelta(0))
        draining.drain()
        follow_up.refresh_from_db()
        assert follow_up.done_at is not None
        assert follow_up.trouble == ""

    def test_it_does_at_once_what_can_be_done_so(self, world, batches):
        for name in ("李桂兰", "王德福", "刘福贵"):
            write(world.homes[name])

        assert draining.drain() == 3
        assert [len(batch) for batch in batches] == [3]
        assert draining.owed() == 0

    def test_a_bad_one_among_many_waits_alone(self, world, batches):
        batches.bad = str(world.homes["王德福"].pk)
        for name in ("李桂兰", "王德福", "刘福贵"):
            write(world.homes[name])

        assert draining.drain() == 2
        left = FollowUp.objects.get(done_at=None)
        assert left.event.object_id == batches.bad
        assert (left.attempts, "not this one" in left.trouble) == (1, True)
        assert draining.drain() == 0

    def test_it_leaves_what_another_worker_has_taken(self, world, batches, monkeypatch):
        for name in ("李桂兰", "王德福", "刘福贵"):
            write(world.homes[name])
        taken = FollowUp.objects.filter(task="test.batch").order_by("id")[1]
        claim = draining._claim

        def late(some):
            FollowUp.objects.filter(pk=taken.pk, claimed_at=None).update(claimed_at=draining.timezone.now())
            return claim(some)

        monkeypatch.setattr(draining, "_claim", late)
        assert draining.drain() == 2
        assert FollowUp.objects.get(done_at=None).pk == taken.pk
        assert FollowUp.objects.get(pk=taken.pk).attempts == 0

    def test_it_gives_up_after_the_last_attempt(self, world, task, monkeypatch):
        task.failures = 99
        monkeypatch.setattr(draining, "CLAIM_LASTS", draining.timedelta(0))
        write(world.homes["李桂兰"])

        for _ in range(MOST_ATTEMPTS + 3):
            draining.drain()

        assert len(task.runs) == MOST_ATTEMPTS


class TestSeals:
    def seal(self):
        while sealing.seal_batch(limit=3):
            pass

    def test_an_untouched_journal_holds(self, world):
        for _ in range(7):
            write(world.homes["李桂兰"])
        self.seal()

        verdict = sealing.verify()
        assert verdict.breaks == []
        assert verdict.sealed == Event.objects.count()
        assert verdict.unsealed == 0

    def test_new_lines_go_on_from_the_last_link(self, world):
        write(world.homes["李桂兰"])
        self.seal()
        write(world.homes["王德福"])
        self.seal()

        assert sealing.verify().breaks == []

    def test_a_removed_line_shows(self, world):
        for _ in range(3):
            write(world.homes["李桂兰"])
        self.seal()
        victim = Event.objects.filter(verb="journal.verify").order_by("id")[1]
        number = victim.seal.number
        Event.objects.filter(pk=victim.pk)._raw_delete("default")

        assert [(b.number, b.trouble) for b in sealing.verify().breaks] == [(number, "这一行记录被删掉了")]

    def test_an_altered_line_shows(self, world):
        write(world.homes["李桂兰"])
        self.seal()
        event = Event.objects.filter(verb="journal.verify").get()
        with connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                cursor.execute("ALTER TABLE event DISABLE TRIGGER event_never_edited")
            else:
                cursor.execute("DROP TRIGGER event_never_edited")
            cursor.execute("UPDATE event SET words = 'forged' WHERE verb = 'journal.verify'")

        assert [b.number for b in sealing.verify().breaks] == [event.seal.number]

    def test_a_removed_seal_shows(self, world):
        for _ in range(3):
            write(world.homes["李桂兰"])
        self.seal()
        Seal.objects.filter(number=2).delete()

        assert sealing.verify().breaks
