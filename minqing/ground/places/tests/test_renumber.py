"""Renumbering and merging carry along every record of every installed model, also of rooms that this one cannot know."""

from __future__ import annotations

import uuid
from datetime import UTC, date, datetime

import pytest
from django.db import IntegrityError, connection, models, transaction

from minqing.ground.journal.models import Event
from minqing.ground.places import loading, renumbering
from minqing.ground.places.models import Place, PlaceAlias, within_q
from minqing.ground.places.tests.conftest import DAY
from minqing.lib.fields import CodeField
from minqing.lib.refusal import NotNow

OLD, TOWN, OTHER_TOWN = "220422102209", "220422102", "220422101"


def placed_models():
    return sorted({model for model, _ in renumbering.columns() if model not in (Place, PlaceAlias)}, key=lambda m: m._meta.label)


def invented(model, place, depth=0):
    """A row of any model whatever, at a place: every column that must be filled gets something of its type."""
    values = {}
    for field in model._meta.local_concrete_fields:
        if field.related_model is Place:
            values[field.attname] = place
        elif isinstance(field, CodeField):
            values[field.attname] = place[: field.max_length] if field.max_length == 6 else place
        elif field.has_default() or field.null or isinstance(field, models.AutoField):
            continue
        else:
            values[field.attname] = something(field, place, depth)
    row = model(**values)
    model._base_manager.bulk_create([row])
    return row


def something(field, place, depth):
    if field.is_relation:
        assert depth < 5, f"{field} goes round in a circle"
        known = field.related_model._base_manager.first()
        return (known or invented(field.related_model, place, depth + 1)).pk
    if field.choices:
        return field.choices[0][0]
    samples = {
        models.DateTimeField: datetime(2023, 3, 8, tzinfo=UTC), models.DateField: DAY, models.BooleanField: False,
        models.BinaryField: b"x", models.JSONField: {}, models.UUIDField: uuid.uuid4(), models.DecimalField: 1, models.IntegerField: 1,
    }  # fmt: skip
    for kind, sample in samples.items():
        if isinstance(field, kind):
            return sample
    return uuid.uuid4().hex[: min(field.max_length or 30, 30)]


def fill(place):
    """One row in as many placed models as take an invented one; says which."""
    filled = {}
    for model in placed_models():
        try:
            with transaction.atomic():
                filled[model] = invented(model, place).pk
        except IntegrityError:
            continue
    return filled


def codes_left(prefix):
    """Columns anywhere, outside what keeps its old code, that still hold a code at or below `prefix`."""
    return [
        f"{model._meta.label}.{field.name}"
        for model, field in renumbering.columns()
        if model._base_manager.filter(within_q(field.attname, prefix)).exists()
    ]


@pytest.fixture
def grid(zhongxiang, clerk):
    return Place.objects.open_below(zhongxiang, level="grid", name="第一网格", by=clerk, on=DAY)


class TestColumns:
    def test_every_foreign_key_to_a_place_is_carried(self):
        carried = {(model, field.name) for model, field in renumbering.columns()}
        for relation in Place._meta.related_objects:
            assert (relation.related_model, relation.field.name) in carried

    def test_journal_lines_keep_their_codes(self):
        assert Event not in {model for model, _ in renumbering.columns()}


class TestRenumber:
    def test_it_carries_every_record(self, zhongxiang, grid, clerk):
        filled = fill(grid.pk)
        labels = {model._meta.label for model in filled}

        place = renumbering.renumber(OLD, "220422102298", by=clerk, on=DAY)

        assert {"staff.Posting", "staff.Organisation", "people.Household", "people.Resident", "visits.Visit"} <= labels
        assert place.name == "中香村"
        for model, pk in filled.items():
            row = model._base_manager.get(pk=pk)
            for field in model._meta.local_concrete_fields:
                if field.related_model is Place:
                    assert getattr(row, field.attname) == "220422102298101", field
        assert codes_left(OLD) == []
        connection.check_constraints()

    def test_it_moves_all_below_and_keeps_the_old_codes_findable(self, zhongxiang, grid, clerk):
        renumbering.renumber(OLD, "220422102298", by=clerk, on=DAY)

        assert not Place.objects.within(OLD).exists()
        moved = Place.objects.get(pk="220422102298101")
        assert (moved.name, moved.parent_id, moved.edition) == ("第一网格", "220422102298", "")
        assert Place.objects.named(OLD).pk == "220422102298"
        assert Place.objects.named(grid.pk).pk == "220422102298101"

    def test_into_another_county_the_county_follows(self, zhongxiang, grid, clerk):
        loading.load("220322100")
        filled = fill(grid.pk)

        renumbering.renumber(OLD, "220322100298", by=clerk, on=DAY)

        assert Place.objects.get(pk="220322100298101").county == "220322"
        assert Place.objects.get(pk="220322100298").parent_id == "220322100"
        for model, pk in filled.items():
            names = {field.name for field in model._meta.local_concrete_fields}
            if {"place", "county"} <= names:
                assert model._base_manager.get(pk=pk).county == "220322", model

    def test_a_whole_county(self, zhongxiang, grid, clerk):
        filled = fill(grid.pk)
        count = Place.objects.within("220422").count()

        renumbering.renumber("220422", "220499", by=clerk, on=DAY)

        assert Place.objects.within("220499").count() == count
        assert not Place.objects.within("220422").exists()
        assert set(Place.objects.within("220499").values_list("county", flat=True)) == {"220499"}
        assert Place.objects.get(pk="220499102209").path_names() == "东辽县安石镇中香村"
        assert codes_left("220422") == []
        assert {getattr(model._base_manager.get(pk=pk), "county", "220499") for model, pk in filled.items()} == {"220499"}
        connection.check_constraints()

    def test_official_places_not_loaded_yet_come_along(self, db, clerk):
        loading.load(OLD)
        loading.load("220422101212")

        renumbering.renumber(TOWN, "220422188", by=clerk, on=DAY)

        assert Place.objects.within("220422188").count() > 5
        assert loading.load("220422") > 0
        assert not Place.objects.within(TOWN).exists()

    def test_it_writes_one_journal_line(self, zhongxiang, clerk):
        renumbering.renumber(OLD, "220422102298", by=clerk, on=DAY)

        event = Event.objects.get()
        assert (event.verb, event.object_id, event.place, event.on) == ("place.renumber", "220422102298", "220422102298", DAY)
        assert event.before == {"code": OLD}
        assert event.after == {"code": "220422102298", "carried": {"places.place": 1}}

    def test_journal_lines_of_before_are_not_touched(self, zhongxiang, grid, clerk):
        before = list(Event.objects.values())
        renumbering.renumber(OLD, "220422102298", by=clerk, on=DAY)
        assert list(Event.objects.exclude(verb="place.renumber").values()) == before

    def test_there_and_back(self, zhongxiang, grid, clerk):
        renumbering.renumber(OLD, "220422102298", by=clerk, on=DAY)
        renumbering.renumber("220422102298", OLD, by=clerk, on=date(2024, 1, 1))

        assert Place.objects.get(pk=grid.pk).name == "第一网格"
        assert Place.objects.named("220422102298").pk == OLD
        assert Place.objects.named(OLD).pk == OLD

    def test_a_code_used_by_two_places_in_turn(self, zhongxiang, clerk):
        renumbering.renumber(OLD, "220422102297", by=clerk, on=DAY)
        renumbering.renumber("220422102297", "220422102298", by=clerk, on=date(2024, 1, 1))
        renumbering.renumber("220422102210", OLD, by=clerk, on=date(2025, 1, 1))
        renumbering.renumber(OLD, "220422102299", by=clerk, on=date(2026, 1, 1))

        present = PlaceAlias.objects.present_code
        assert present(OLD) == "220422102299"
        assert present(OLD, on=date(2023, 1, 1)) == "220422102298"
        assert present("220422102297") == "220422102298"

    def test_a_grid_moves_to_another_village(self, zhongxiang, grid, clerk):
        moved = renumbering.renumber(grid.pk, "220422101212101", by=clerk, on=DAY)
        assert moved.path_names() == "东辽县渭津镇大榆村第一网格"

    @pytest.mark.parametrize(
        ("old", "new", "words"),
        [
            (OLD, "220422102210", "已经有地方在用"),
            (OLD, OLD, "原来的代码下面|已经有"),
            (OLD, "999999999999", "还没有代码为"),
            (OLD, "22042210229", "不是地方的代码"),
            ("220422102999", "220422102998", "还没有代码为"),
            (TOWN, "220422102298", "不能设在"),
            (OLD, "", "不是地方的代码"),
        ],
    )
    def test_it_refuses_what_cannot_be(self, zhongxiang, clerk, old, new, words):
        before = sorted(Place.objects.values_list("pk", "parent_id"))
        with pytest.raises(NotNow, match=words):
            renumbering.renumber(old, new, by=clerk, on=DAY)
        assert sorted(Place.objects.values_list("pk", "parent_id")) == before
        assert not Event.objects.exists()


class TestMerge:
    def test_it_carries_every_record(self, zhongxiang, grid, clerk):
        above, below = fill(OLD), fill(grid.pk)

        renumbering.merge(OLD, "220422102210", by=clerk, on=DAY)

        for filled, code in ((above, "220422102210"), (below, "220422102210101")):
            for model, pk in filled.items():
                row = model._base_manager.get(pk=pk)
                assert {getattr(row, f.attname) for f in model._meta.local_concrete_fields if f.related_model is Place} <= {code}
        connection.check_constraints()

    def test_the_old_place_is_retired_and_leads_to_the_new_one(self, zhongxiang, clerk):
        target = renumbering.merge(OLD, "220422102210", by=clerk, on=DAY)

        assert target.pk == "220422102210"
        assert Place.objects.get(pk=OLD).retired_on == DAY
        assert Place.objects.named(OLD).pk == "220422102210"
        event = Event.objects.get()
        assert (event.verb, event.place, event.before["name"]) == ("place.merge", "220422102210", "中香村")

    def test_parts_with_the_same_number_get_the_next_free_one(self, zhongxiang, grid, clerk):
        target = Place.objects.get(pk="220422102210")
        theirs = Place.objects.open_below(target, level="grid", name="第二网格", by=clerk, on=DAY)
        assert theirs.pk[-3:] == grid.pk[-3:] == "101"

        renumbering.merge(OLD, target.pk, by=clerk, on=DAY)

        assert dict(Place.objects.children_of(target.pk).values_list("pk", "name")) == {
            f"{target.pk}101": "第二网格",
            f"{target.pk}102": "第一网格",
        }
        assert Place.objects.named(grid.pk).pk == f"{target.pk}102"

    def test_two_townships(self, zhongxiang, grid, clerk):
        villages = Place.objects.within(TOWN).at_level("village").count()
        others = Place.objects.within(OTHER_TOWN).at_level("village").count()

        renumbering.merge(TOWN, OTHER_TOWN, by=clerk, on=DAY)

        assert Place.objects.within(OTHER_TOWN).at_level("village").count() == villages + others
        assert list(Place.objects.within(TOWN).values_list("pk", flat=True)) == [TOWN]
        here = Place.objects.named(OLD)
        assert here.path_names() == "东辽县渭津镇中香村"
        assert here.pk[9] == "2"
        assert Place.objects.named(grid.pk).parent_id == here.pk
        connection.check_constraints()

    def test_what_may_exist_once_only_stands_in_the_way(self, zhongxiang, clerk):
        from django.apps import apps

        office = apps.get_model("staff", "Organisation")
        for code in (OLD, "220422102210"):
            office.objects.create(name="村务监督委员会", kind="village", place_id=code, county="220422")

        with pytest.raises(NotNow, match="两边有重复的记录"):
            renumbering.merge(OLD, "220422102210", by=clerk, on=DAY)
        assert Place.objects.get(pk=OLD).retired_on is None

    @pytest.mark.parametrize("into", [TOWN, OLD, "220422"])
    def test_it_refuses_another_level_or_itself(self, zhongxiang, clerk, into):
        with pytest.raises(NotNow, match="同一级"):
            renumbering.merge(OLD, into, by=clerk, on=DAY)

    def test_it_refuses_a_retired_place(self, zhongxiang, clerk):
        zhongxiang.retire(by=clerk, on=DAY)
        with pytest.raises(NotNow, match="已经撤了"):
            renumbering.merge(OLD, "220422102210", by=clerk, on=DAY)


class TestCarriers:
    def test_a_room_may_carry_its_rows_itself(self, zhongxiang, clerk, monkeypatch):
        monkeypatch.setattr(renumbering, "_carriers", {})
        seen = []
        renumbering.carries("people.household")(lambda old, new: seen.append((old, new)))

        renumbering.renumber(OLD, "220422102298", by=clerk, on=DAY)

        assert seen == [(OLD, "220422102298")]
        assert "people.household" not in {model._meta.label_lower for model, _ in renumbering.columns()}
