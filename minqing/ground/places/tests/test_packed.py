from collections import Counter

from minqing.ground.places import packed, tree


class TestTheOfficialList:
    def test_it_holds_all_places_in_order_each_below_its_parent(self):
        codes, names, levels = zip(*packed.iter_places(), strict=True)
        known = set(codes)

        assert Counter(levels) == {"province": 31, "city": 342, "county": 2978, "township": 41352, "village": 620573}
        assert len(known) == packed.count() == 665276
        assert list(codes) == sorted(codes)
        assert [tree.OFFICIAL[len(code)] for code in codes] == list(levels)
        assert {tree.parent_code(code) for code in codes} - {""} <= known
        assert not [name for name in names if not name.strip()]

    def test_places_that_reports_name(self):
        found = packed.chains(["220422102209", "513331102201", "420102012008", "220422101212", "441900", "22"])

        assert [place.name for place in found["220422102209"]] == ["吉林省", "辽源市", "东辽县", "安石镇", "中香村"]
        assert found["513331102201"][-1].name == "根呷村民委员会"
        assert found["420102012008"][-1].name == "堤角社区"
        assert found["220422101212"][-1].name == "大榆村"
        assert [place.name for place in found["441900"]] == ["广东省", "东莞市", "东莞市"]
        assert len(found["22"]) == 1

    def test_a_part_is_what_begins_with_its_code(self):
        county = list(packed.iter_places("220322"))

        assert county[0].code == "220322"
        assert county[0].name == "梨树县"
        assert sum(place.level == "village" for place in county) == 346
        assert packed.count("220322") == len(county)

    def test_a_code_that_is_not_there_gives_nothing(self):
        assert list(packed.iter_places("99")) == []
        assert list(packed.iter_places("220422102999")) == []
        assert packed.chains(["99", "220422102999", "220422102209001", ""]) == {}
