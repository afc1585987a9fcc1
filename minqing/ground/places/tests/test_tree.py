import doctest

import pytest

from minqing.ground.places import tree


class TestTree:
    def test_its_examples_hold(self):
        assert doctest.testmod(tree).failed == 0

    @pytest.mark.parametrize(
        ("official", "said"),
        [
            ("根呷村民委员会", "根呷村"),
            ("红光村村民委员会", "红光村"),
            ("三家庄村委会", "三家庄村"),
            ("布拉格嘎查村民委员会", "布拉格嘎查"),
            ("东湖新城社区居民委员会", "东湖新城社区"),
            ("幸福社区居委会", "幸福社区"),
            ("镇东居委会", "镇东社区"),
            ("桥头新村居委会", "桥头新村社区"),
            ("中香村", "中香村"),
            ("开发区管委会", "开发区管委会"),
            ("第三网格", "第三网格"),
        ],
    )
    def test_offices_are_called_as_people_call_them(self, official, said):
        assert tree.short(official) == said

    def test_a_code_is_two_four_six_nine_twelve_digits_and_then_threes(self):
        assert [n for n in range(1, 20) if tree.is_code("1" * n)] == [2, 4, 6, 9, 12, 15, 18]
        assert not tree.is_code("22042a")
        assert not tree.is_code("２２")
        assert not tree.is_code("")

    def test_a_path_leaves_out_what_is_no_authority(self):
        assert tree.spoken(["广东省", "东莞市", "东莞市", "长安镇"]) == "广东省东莞市长安镇"
        assert tree.spoken(["重庆市", "县", "城口县"]) == "重庆市城口县"

    def test_parents(self):
        assert tree.parent_code("220422102209101") == "220422102209"
        assert tree.parent_code("220422102209") == "220422102"
        assert tree.parent_code("22") == ""
