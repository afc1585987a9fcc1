"""The rules of the diary guidelines, one by one; days are literals."""

from datetime import date
from decimal import Decimal

import pytest

from minqing.readings.proposals.reading import Person, Reading, Roster, read, without_number

VILLAGE = Roster(
    [
        Person("H1", "赵长河", "head"), Person("H1", "孙玉珍"), Person("H2", "李大奎", "head"), Person("H3", "王桂香", "head"),
        Person("H3", "王小磊"), Person("H4", "王有田", "head"), Person("H5", "扎西", "head"), Person("H6", "扎西顿珠", "head"),
        Person("H7", "欧阳明", "head"), Person("H8", "张秀琴", "head"), Person("H9", "张秀芹", "head"),
    ]
)  # fmt: skip
WEDNESDAY = date(2024, 3, 20)


def reading(text: str) -> Reading:
    return read(text, written_on=WEDNESDAY, roster=VILLAGE)


def met(text: str) -> list[str]:
    return [call.household for call in reading(text).visited]


def only_named(text: str) -> list[str]:
    return [call.household for call in reading(text).mentioned]


class TestPeople:
    @pytest.mark.parametrize(
        ("text", "homes"),
        [
            ("去赵长河家坐了坐。", ["H1"]),
            ("去老赵家坐了坐。", ["H1"]),
            ("去李婶家坐了坐。", ["H2"]),
            ("到孙大娘家看看，都好。", ["H1"]),
            ("去老王家坐了坐。", []),
            ("去了王有田家，老王说都好。", ["H4"]),
            ("桂香姐家都好。", ["H3"]),
            ("欧阳师傅来村部坐了会儿。", ["H7"]),
            ("上李大魁家看了看，都好。", ["H2"]),
            ("去張秀琴家看了看，都好。", ["H8"]),
            ("李大奎的儿子也来开会了。", ["H2"]),
            ("和扎西顿珠聊了聊。", ["H6"]),
            ("和扎西聊了聊。", ["H5"]),
            ("看望扎西次仁。", []),
            ("跟网格员小李一起入户走访。", []),
            ("我和小李分头跑。", []),
            ("李支书、赵医生、孙会计都到了。", []),
        ],
    )
    def test_names_and_nicknames(self, text: str, homes: list[str]) -> None:
        assert met(text) == homes

    @pytest.mark.parametrize(
        ("text", "homes"),
        [
            ("李大奎没在家，锁着门。", ["H2"]),
            ("给李大奎打电话，说明年再种。", ["H2"]),
            ("赵婶电话里说都好。", ["H1"]),
            ("赵长河请假没来。", ["H1"]),
        ],
    )
    def test_absent_or_phoned_is_only_named(self, text: str, homes: list[str]) -> None:
        assert met(text) == []
        assert only_named(text) == homes

    @pytest.mark.parametrize(
        "text",
        [
            "李大奎老两口想去闺女家过冬，舍不得家里的鸡。",
            "李大奎不想去儿子家住，怕添乱。",
            "李大奎打算去城里带孙子，地想包出去。",
        ],
    )
    def test_who_only_means_to_go_was_met(self, text: str) -> None:
        assert met(text) == ["H2"]

    def test_coming_later_counts_as_met(self) -> None:
        assert met("体检李大奎上午没来，托人喊他，下午来了。") == ["H2"]

    def test_a_relation_stands_for_the_household(self) -> None:
        assert met("李大奎没在家，他媳妇说都好。") == ["H2"]

    def test_nobody_is_in_both_lists(self) -> None:
        found = reading("上午李大奎没在家，下午又去李大奎家，见到了。")

        assert not {c.household for c in found.visited} & {c.household for c in found.mentioned}


class TestKind:
    @pytest.mark.parametrize(
        ("text", "kind"),
        [
            ("入户走访赵长河家，都好。", "visit"), ("召开村两委会，到会12人。", "meeting"), ("议事会上两边坐下来谈，没谈拢。", "consultation"),
            ("请律师来宣讲反诈知识。", "lecture"), ("办养蜂培训班，参训42人。", "training"), ("组织大户去县里参观蓝莓基地。", "tour"),
            ("卫生院来义诊，量血压30人。", "clinic"), ("陪李大奎去县社保局补办社保卡。", "errand"), ("组织党员扫雪，清雪3公里。", "labour"),
            ("沿河巡查一圈，平安。", "patrol"), ("检查沿街店铺消防，查了8家。", "inspection"), ("走访企业3家，了解用工。", "enterprise"),
            ("值班，一夜平安。", "other"), ("", "other"), ("😀😀", "other"),
        ],
    )  # fmt: skip
    def test_main_activity(self, text: str, kind: str) -> None:
        assert reading(text).kind == kind

    @pytest.mark.parametrize(
        ("text", "kind"),
        [
            ("下午转了三户，啥事没有。", "visit"),
            ("上午跑了5家，催了催。", "visit"),
            ("走了两家企业，问了问用工。", "enterprise"),
        ],
    )
    def test_a_round_of_households_is_a_visit(self, text: str, kind: str) -> None:
        assert reading(text).kind == kind


class TestMatters:
    @pytest.mark.parametrize(
        ("text", "kind", "home", "category"),
        [
            ("去赵长河家，自来水三天没来了，吃水靠挑。", "need", "H1", "housing"),
            ("去赵长河家，他想要个热水袋。", "wish", "H1", "clothing"),
            ("赵长河和李大奎为了宅基地边界吵起来，请到村部调解。", "dispute", "H1", "housing"),
            ("开会商量村口到小学修1公里水泥路。", "project", None, "transport"),
            ("巡查发现赵长河家电线耷拉到院墙上。", "hazard", "H1", "safety"),
            ("去李大奎的木器厂，招不到木工。", "enterprise", "H2", "work"),
            ("替李大奎去镇上办残疾证。", "errand", "H2", "medical"),
            ("去李大奎家，他看病欠了五万块，家里拿不出钱。", "monitor", "H2", "medical"),
        ],
    )
    def test_each_kind(self, text: str, kind: str, home: str | None, category: str) -> None:
        matters = reading(text).matters

        assert [(m.kind, m.household, m.category) for m in matters] == [(kind, home, category)]

    @pytest.mark.parametrize(
        "text",
        [
            "去赵长河家，啥都不缺，没啥问题。",
            "去赵长河家，院墙裂了，他说我们自己弄，不用村里管。",
            "赵长河问低保怎么办，给他讲清楚了。",
            "给赵长河送去棉被一床，他很高兴。",
            "整理台账，写总结。",
        ],
    )
    def test_what_is_no_matter(self, text: str) -> None:
        assert reading(text).matters == []

    def test_done_is_resolved_and_promised_is_not(self) -> None:
        assert reading("去赵长河家，水管漏了，当场给换好了。").matters[0].resolved
        assert not reading("去赵长河家，水管漏了，明天来换。").matters[0].resolved

    @pytest.mark.parametrize(
        "text",
        [
            "李大奎家自来水不通，反映了几回一直没解决。", "李大奎家自来水不通，找了两回人还没修好。", "李大奎家房顶漏雨，瓦没换上。",
            "李大奎家门口的路塌了，不能走了。", "李大奎家不通车了，路让水冲断了。", "李大奎家门口路灯又不亮了，上个月刚修过。",
            "李大奎家院墙塌了，去年才砌好的。", "李大奎家房顶又漏了，上次修好才三个月。", "李大奎家水管冻了，还没人来修好。",
        ],
    )  # fmt: skip
    def test_what_is_denied_or_went_wrong_again_is_not_resolved(self, text: str) -> None:
        assert [m.resolved for m in reading(text).matters] == [False]

    @pytest.mark.parametrize(
        "text",
        [
            "李大奎家灯不亮了，我给换了一个。", "李大奎家自来水不通，没多久就修好了。", "李大奎家房顶漏雨，上周报的，今天修好了。",
            "李大奎家门口的坡太滑，当天撒上了炉灰。",
        ],
    )  # fmt: skip
    def test_what_was_mended_is_resolved(self, text: str) -> None:
        assert [m.resolved for m in reading(text).matters] == [True]

    def test_two_things_are_two_matters(self) -> None:
        matters = reading("看了赵长河，冬天的柴火不够，棉被也薄得很。").matters

        assert [(m.about, m.category) for m in matters] == [("冬天的柴火不够", "housing"), ("棉被也薄得很", "clothing")]

    def test_an_unclear_nickname_leaves_the_household_open(self) -> None:
        assert [m.household for m in reading("去老王家，房顶漏雨。").matters] == [None]

    def test_a_description_is_short(self) -> None:
        long = "去赵长河家，" + "他家房子后面那一条沟早就堵死了没人管一下雨水就往院子里灌弄得屋里屋外都是烂泥老人孩子没法下脚"

        assert all(len(m.about) <= 40 for m in reading(long).matters)

    @pytest.mark.parametrize(
        "text",
        [
            "没给李婶家带东西，她也没说缺啥。",
            "去赵长河家坐了坐，没带米面，他没说要什么。",
            "去王桂香家，她没提缺什么东西，都挺好。",
        ],
    )
    def test_what_nobody_asked_for_is_no_matter(self, text: str) -> None:
        assert reading(text).matters == []

    def test_what_is_asked_for_beside_a_denial_is_a_matter(self) -> None:
        assert [m.about for m in reading("李大奎说缺个拐杖，没说缺别的啥。").matters] == ["缺个拐杖"]

    @pytest.mark.parametrize(
        ("text", "done"),
        [
            ("帮赵长河顺把养老认证在手机上做了。", True),
            ("替王桂香把医保在网上办了，她放心了。", True),
            ("帮赵长河把养老认证做了，没做成。", False),
            ("答应明天帮赵长河把低保证办了。", False),
        ],
    )
    def test_business_that_is_done_is_resolved(self, text: str, done: bool) -> None:
        assert [(m.kind, m.resolved) for m in reading(text).matters] == [("errand", done)]


class TestQuantities:
    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            ("组织清渠，清沟1200延长米。", [(1200, "延长米", False)]),
            ("宣讲反诈，发传单3万份。", [(30000, "份", False)]),
            ("开党员大会，到会40人。", [(40, "人", False)]),
            ("检查商铺消防，查出问题3处。", [(3, "处", False)]),
            ("植树，栽杉树两千五百棵。", [(2500, "棵", False)]),
            ("巡河，走了三里半。", [(Decimal("3.5"), "里", False)]),
            ("宣讲政策，来了五十来户。", [(50, "户", True)]),
            ("宣讲政策，到场近百人。", [(100, "人", True)]),
            ("培训果树剪枝，来了三十几个果农。", [(30, "人", True)]),
            ("扫雪，出动劳力45个，铲车2台。", [(45, "人", False), (2, "台", False)]),
            ("慰问赵长河，送去鸡蛋一筐、小米１０斤。", [(1, "筐", False), (10, "斤", False)]),
            ("转移群众8户19人。", [(8, "户", False), (19, "人", False)]),
        ],
    )
    def test_what_is_done_counts(self, text: str, expected: list[tuple[int, str, bool]]) -> None:
        assert [(q.value, q.unit, q.approximate) for q in reading(text).quantities] == expected

    @pytest.mark.parametrize(
        "text",
        [
            "去赵长河家，家里6口人，养牛42头，种了8亩地。",
            "去赵长河家，他今年73岁，血压149/94。",
            "李大奎的厂缺8个焊工，一个月5000块。",
            "开会，应到20人。",
            "3号楼2单元401，第二期。",
            "豆油一桶80块，太贵。",
            "去李大奎家，看病花了6万，欠债3万元。",
        ],
    )
    def test_what_does_not(self, text: str) -> None:
        assert reading(text).quantities == []

    @pytest.mark.parametrize(
        "text",
        [
            "去赵长河和李大奎两家把话说开，两家都签了字。", "赵长河和李大奎两家打起来了，来了三家亲戚。", "调解了赵长河和李大奎两家的地界纠纷，两家都让了一步。",
            "把两户喊到一起做工作，两户都答应不再堵路。", "因为宅基地的事，三家吵了一上午，劝开了。",
        ],
    )  # fmt: skip
    def test_the_sides_of_a_quarrel_are_no_amount(self, text: str) -> None:
        assert reading(text).quantities == []

    def test_quarrels_settled_and_households_called_on_are_amounts(self) -> None:
        assert [(q.value, q.unit) for q in reading("调解了两起纠纷。").quantities] == [(2, "起")]
        assert [(q.value, q.unit) for q in reading("走访赵长河、李大奎两户，都挺好。").quantities] == [(2, "户")]

    def test_money_handed_out_beside_goods_counts(self) -> None:
        found = reading("慰问赵长河，送去大米一袋，还有200块钱。").quantities

        assert [(q.value, q.unit) for q in found] == [(1, "袋"), (200, "元")]
        assert reading("赵长河养了两头牛，还有200块钱没还。").quantities == []

    def test_the_thing_without_its_number(self) -> None:
        assert without_number("清沟1200延长米", "延长米") == "清沟"


class TestFollowUp:
    @pytest.mark.parametrize(
        ("text", "on"),
        [
            ("答应老赵下周三给回话。", "2024-03-27"),
            ("联系了电工，明天上门修。", "2024-03-21"),
            ("约好周四去信用社换卡，后天先打个电话。", "2024-03-21"),
            ("镇里说月底前答复。", "2024-03-31"),
            ("半个月后来复查。", "2024-04-04"),
            ("请水利站的人15号来看。", "2024-04-15"),
        ],
    )
    def test_the_earliest_promised_day(self, text: str, on: str) -> None:
        follow = reading(text).follow_up

        assert follow is not None
        assert follow.on.isoformat() == on

    @pytest.mark.parametrize(
        "text",
        ["他儿子月底才回。", "养老金每月15号到账。", "每周二来打扫。", "改天再去。", "下次带点药来。", "她月底要去省城做手术。"],
    )
    def test_other_days_are_none(self, text: str) -> None:
        assert reading(text).follow_up is None

    @pytest.mark.parametrize(
        "text",
        [
            "周二去李大奎家坐了坐，都挺好。", "周一上午走访了李大奎、王桂香两户。", "礼拜五到李大奎家看过，炉子好烧了。",
            "星期天陪李大奎去了趟镇里，卡取回来了。", "18号去李大奎家看了看。",
        ],
    )  # fmt: skip
    def test_a_day_on_which_something_was_done_is_gone_by(self, text: str) -> None:
        found = reading(text)

        assert found.follow_up is None
        assert "H2" in [call.household for call in found.visited]

    @pytest.mark.parametrize(
        ("text", "on"),
        [
            ("等周五去李大奎家看了再定。", "2024-03-22"),
            ("周五去把李大奎家的煤卸了。", "2024-03-22"),
            ("答应李大奎周五修好了给他送去。", "2024-03-22"),
            ("约好周五去李大奎家看看。", "2024-03-22"),
            ("下周二去李大奎家看了再说。", "2024-03-26"),
        ],
    )
    def test_what_is_meant_to_be_done_is_still_a_promise(self, text: str, on: str) -> None:
        promised = reading(text).follow_up

        assert promised is not None
        assert promised.on.isoformat() == on

    def test_it_keeps_the_words_and_the_household(self) -> None:
        follow = reading("去赵长河家，房顶漏雨。答应老赵下周三给回话。").follow_up

        assert follow is not None
        assert (follow.words, follow.household) == ("答应老赵下周三给回话", "H1")


class TestWholeEntries:
    def test_a_call_with_a_need_leads_before_the_work_of_the_afternoon(self) -> None:
        found = reading("上午去李大奎家，老李说门前排水沟堵了，一下雨就往院里灌。下午带着大伙清沟1200米，答应她下周三回话。")

        assert (found.kind, [c.household for c in found.visited]) == ("visit", ["H2"])
        assert [(m.kind, m.about, m.category, m.resolved) for m in found.matters] == [
            ("need", "门前排水沟堵了，一下雨就往院里灌", "environment", False)
        ]
        assert [(q.value, q.unit) for q in found.quantities] == [(Decimal(1200), "米")]
        assert found.follow_up is not None
        assert (found.follow_up.on.isoformat(), found.follow_up.household) == ("2024-03-27", "H2")

    def test_a_wish_here_and_a_need_there(self) -> None:
        found = reading("上午去王有田家，老王眼睛花得厉害，看药盒上的字费劲，想要副老花镜。出来碰上李大奎，说门前排水沟又堵了。")

        assert [(m.kind, m.household) for m in found.matters] == [("wish", "H4"), ("need", "H2")]

    def test_what_was_mended_on_the_spot(self) -> None:
        assert [(m.kind, m.resolved) for m in reading("去赵长河家，他说灯泡坏了，当场给换好了。").matters] == [("need", True)]

    def test_a_danger_is_told_by_the_fear_of_it(self) -> None:
        assert [m.kind for m in reading("去赵长河家，院墙裂了道缝，怕塌下来砸着人。").matters] == ["hazard"]
