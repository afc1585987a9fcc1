"""Prepared statements say what the querysets and saves say that they stand for."""

from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.models import Session
from django.db import IntegrityError, models, transaction
from django.db.models import signals

from minqing.lib.prepared import Prepared, Slot, insert, listed, slots

NOW = datetime(2026, 7, 1, 8, tzinfo=UTC)
by_key = Prepared(lambda: Session.objects.filter(session_key=Slot("key", models.CharField())))
after = Prepared(lambda: Session.objects.filter(expire_date__gt=Slot("at", models.DateTimeField())).order_by("session_key"))
keys_of = Prepared(
    lambda: (
        Session.objects.filter(session_key__in=slots("key", models.CharField(), 3))
        .order_by("session_key")
        .values_list("session_key", flat=True)
    )
)


def session(key: str, *, days: int = 1) -> Session:
    return Session(session_key=key, session_data="数据", expire_date=NOW + timedelta(days=days))


@pytest.fixture
def sessions(db: None) -> list[Session]:
    return Session.objects.bulk_create([session("a"), session("b", days=2), session("c", days=3)])


class TestPrepared:
    def test_it_finds_what_the_queryset_finds_each_time_anew(self, sessions, django_assert_num_queries):
        with django_assert_num_queries(3):
            found = [by_key.first(key=key) for key in ("b", "c", "z")]
        assert found == [sessions[1], sessions[2], None]
        assert found[0].expire_date == NOW + timedelta(days=2)
        assert found[0].session_data == "数据"

    def test_a_value_reaches_the_database_as_its_column_does(self, sessions):
        assert [one.pk for one in after(at=NOW + timedelta(days=1))] == ["b", "c"]
        assert [one.pk for one in after(at=NOW + timedelta(hours=23))] == ["a", "b", "c"]

    def test_it_sees_what_was_written_since(self, sessions):
        by_key(key="a")
        Session.objects.filter(pk="a").update(session_data="别的")
        assert by_key.first(key="a").session_data == "别的"

    def test_a_record_it_gave_can_be_saved(self, sessions):
        found = by_key.first(key="a")
        found.session_data = "改过"
        found.save()
        assert Session.objects.get(pk="a").session_data == "改过"
        assert Session.objects.count() == 3

    def test_a_shorter_list_fills_its_slots(self, sessions):
        assert keys_of(**listed("key", ["c"], 3)) == ["c"]
        assert keys_of(**listed("key", ["c", "a"], 3)) == ["a", "c"]

    @pytest.mark.parametrize("values", [[], ["a"] * 4])
    def test_a_list_that_does_not_fit_is_refused(self, values):
        with pytest.raises(ValueError, match="1 to 3"):
            listed("key", values, 3)

    def test_none_is_no_value(self, sessions):
        with pytest.raises(ValueError, match="key"):
            by_key(key=None)

    def test_a_slot_left_open_is_an_error(self, sessions):
        with pytest.raises(KeyError, match="key"):
            by_key(other="a")

    def test_a_hostile_value_stays_a_value(self, sessions):
        assert by_key(key="' OR 1=1 --") == []

    def test_prefetches_are_refused(self, db):
        fetched = Prepared(lambda: ContentType.objects.prefetch_related("permission_set"))
        with pytest.raises(TypeError, match="beside"):
            fetched()


class TestInsert:
    def test_it_stores_what_save_stores(self, db, django_assert_num_queries):
        record = session("new")
        with django_assert_num_queries(1):
            insert(record)
        assert not record._state.adding
        kept = Session.objects.get(pk="new")
        assert (kept.session_data, kept.expire_date) == ("数据", NOW + timedelta(days=1))
        record.session_data = "改过"
        record.save()
        assert Session.objects.get(pk="new").session_data == "改过"

    def test_several_go_together(self, db):
        insert(session("one"), session("two"))
        assert set(Session.objects.values_list("pk", flat=True)) == {"one", "two"}

    def test_the_same_key_again_is_refused_and_nothing_is_overwritten(self, sessions):
        with pytest.raises(IntegrityError), transaction.atomic():
            insert(session("a", days=9))
        assert Session.objects.get(pk="a").expire_date == NOW + timedelta(days=1)

    def test_a_key_that_the_database_counts_is_left_to_it(self, db):
        insert(ContentType(app_label="one", model="thing"), ContentType(app_label="two", model="thing"))
        assert ContentType.objects.filter(model="thing").count() == 2

    def test_a_model_that_a_signal_listens_to_is_refused(self, db):
        class Heard(models.Model):
            class Meta:
                app_label = "tests"
                managed = False

        def hear(**_: object) -> None: ...

        signals.post_save.connect(hear, sender=Heard)
        try:
            with pytest.raises(TypeError, match="save"):
                insert(Heard())
        finally:
            signals.post_save.disconnect(hear, sender=Heard)
