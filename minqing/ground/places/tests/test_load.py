import pytest

from minqing.ground.places import loading, packed
from minqing.ground.places.models import Place, PlaceAlias
from minqing.ground.places.tests.conftest import DAY
from minqing.lib.refusal import NotNow


@pytest.mark.django_db
class TestLoad:
    def test_it_loads_a_county_with_what_lies_above(self, dongliao):
        assert Place.objects.count() == packed.count("220422") + 2
        assert list(Place.objects.exclude(pk__startswith="220422").values_list("name", flat=True)) == ["吉林省", "辽源市"]
        assert dongliao.parent.name == "辽源市"
        assert dongliao.edition == packed.EDITION

    def test_it_is_the_same_when_loaded_twice(self, dongliao):
        assert loading.load("220422") == 0
        assert Place.objects.count() == packed.count("220422") + 2

    def test_it_adds_the_rest_of_a_province(self, dongliao):
        before = Place.objects.count()

        added = loading.load("22")

        # 辽源市 stands above the county and inside the province, so nothing is counted twice.
        assert added == packed.count("22") - before
        assert Place.objects.count() == packed.count("22")

    def test_a_village_brings_only_its_ancestors(self, db):
        assert loading.load("513331102201") == 5
        assert Place.objects.get(pk="513331102201").path_names() == "白玉县河坡镇根呷村"

    def test_it_corrects_names_of_an_older_list(self, dongliao):
        Place.objects.filter(pk="220422102209").update(name="中香", edition="2020")

        assert loading.load("220422102") == 1
        assert Place.objects.get(pk="220422102209").name == "中香村"

    def test_it_leaves_what_people_changed(self, zhongxiang, clerk):
        zhongxiang.rename("中香新村", by=clerk, on=DAY)

        assert loading.load("220422") == 0
        assert Place.objects.get(pk=zhongxiang.pk).name == "中香新村"

    def test_it_does_not_bring_back_a_code_that_was_given_up(self, dongliao):
        PlaceAlias.objects.create(old_code="220422102209", now_id="220422102", on=DAY)
        Place.objects.filter(pk="220422102209").delete()

        assert loading.load("220422") == 0

    def test_it_reports_progress(self, db):
        seen = []
        loading.load("220422", progress=lambda done, total: seen.append((done, total)))
        assert seen[-1] == (packed.count("220422"), packed.count("220422"))

    @pytest.mark.parametrize("prefix", ["99", "22042", "abc", "220422102999", "220422102209001", "２２"])
    def test_it_refuses_a_code_that_is_not_in_the_list(self, db, prefix):
        with pytest.raises(NotNow, match="代码表里没有"):
            loading.load(prefix)
        assert not Place.objects.exists()
