"""Whether a number told is an amount done, or a date, an age, a price, a plan, what a household owns, a part of somebody's trouble."""

import re
from bisect import bisect_right
from decimal import Decimal

from minqing.readings.proposals.reading.acts import (
    acts_after,
    all_of_them,
    hands_out,
    is_by_resident,
    is_finished,
    is_governed,
    is_listed,
    is_told,
    reaches_named,
    stretch_before,
)
from minqing.readings.proposals.reading.measures import PERSON, smaller_part, unit_of
from minqing.readings.proposals.reading.pieces import ProposedQuantity, Span

_HANDED = r"送(?:去|来|上|了|给|到)?|发(?:放|了|出|给|到)?|赠|捐|领(?:了|到|走|取)?|慰问|拿(?:去|了)|带(?:去|了)|配|分(?:发|了)|给(?:了|他|她)?|派|提(?:着|了)|拎"
_WORK = (
    r"清(?:理|走|运|扫|除|出|渠|沟|淤|掏)?|挖|栽|种|植|补|铺|修|建|砌|码|垒|割|收|摘|掰|插|搬|扛|运|装|拆|刷|贴|"
    r"扫|铲|除|剪|磨|理|填|堵|接|架|安装|安|立|疏|打|张贴|悬挂|挂|劝(?:返|导|阻|离|回)|收缴|缴|转移|撤离|"
    r"疏散|安置|走访|入户|走|跑|巡|查|排查|检查|发现|登记|采集|核实|办理|办|代办|受理|解答|接待|接诊|看|服务|组织|"
    r"带|召集|出动|出|来|到|参|参加|参会|参训|到会|到场|签到|报名|去了|实到|坐|听|雇|调来|动员|召集|共|累计|合计|"
    r"总共|一共|完成|做|测|验收|调解|化解|投|投入|用|动用|出工|上工|抽|抬|背|浇|灌|洒|撒|打药|喷|消毒|处理|整理|"
    r"录入|印|写|包|煮|炸|救|接种|体检|量|制作|举办|回收|收集|捡|拾|订|换|更换|加固|平整|开|覆盖|惠及|受益|联系|"
    r"通知|宣传|教|培训|签|喊|请|集|绕|爬|撕|堆|卖|销|施|下沉|拉|摆|设|抢"
)
_HANDED_RE, _WORK_RE = re.compile(_HANDED), re.compile(_WORK)
_PLANNED = re.compile(
    r"缺|差(?!不多)|少(?!说)|想|要(?!求)|需要|应到|应参|计划|预计|打算|准备|拟|争取|申请|希望|盼|求|目标|估计|"
    r"可(?:容|停|装|坐)|能(?:停|装|坐|收|拿|报|领|卖|出)|够|将|等(?=着)|欠|不到|招(?=不|聘|工)|配备|规划|最多|"
    r"最少|至少|限|额|答应|约|定了|定在|定下|采购|再|明天|后天|下周|月底|下月|还要|得(?=花|要|有)|凑|设计|合同|项目书|方案|图纸|申请书"
)
_OWN = re.compile(
    r"家(?:里|中)?(?:有|现有|还有|养)?(?:\D{0,3})$|"
    r"(?<!听的)(?<!来的)(?<!到的)(?<!加的)(?<!一共)(?<!总共)有(?!\w{0,4}参加)|养|种了|喂|收入|挣|赚|卖|买|借|贷|"
    r"欠|花|交了|住院|赔|损失|死|赔|淹|冲走|冲光|丢|亏|存款|流转|承包|租|工钱|工资|押|学费|药费|价|钱|每|年产|产|"
    r"烂|倒了|塌|被偷|涨|降|量(?!血)|存|年收|毛收|纯|多种|差一|(?:长|宽|高|深|厚|水位)(?:约|有|近|达|度)?$|离|距|"
    r"约有(?=\d+里)|隔|喝|吃|剩|掉|断|坏|裂|漏|病|岁|口子|瘦|外出|打工的"
)
_MONEY_OUT = re.compile(
    r"(?:慰问金|救助金|补助(?:金|款)?|红包|奖学金|分红)(?:共|每户|每人|各|合计|一共|了)*$|(?:发放|兑付|发了|送去|"
    r"送上|支付|付了|发给|给付|拨付|捐了|捐|筹|送了|发|垫付|垫了|垫|结清|送)[^，。；！]{0,8}$"
)
_GRANT = re.compile(
    r"(?:慰问|救助|助学|补助|奖|抚恤|临时|爱心|善)[^，。；]{0,2}(?:金|款|费)?(?:共|各|合计|一共)?$|(?:现金|红包|奖励)$"
)
# Goes on with what is handed out: 送去米一袋，还有200块钱.
_AND_ALSO = re.compile(r"(?:还有|另有|外加|加上|连同|另外还有?)(?:现金|慰问金)?")
_ABSENT = re.compile(r"(?:请假|缺席|未到|没来|没到|应到|应参)[^，。]{0,2}$")
_RATE_BEFORE = re.compile(
    r"(?:每|单)(?:户|人|斤|亩|个|月|天|家|年|次|吨|平|车|袋|箱|度|棵|株|只|头)[^，。；]{0,5}$|一(?:斤|吨|度|棵|株|"
    r"只|头)[^，。；]{0,5}$|(?:户|人)均$|每[^，。；]{0,5}$|各$|平均[^，。]{0,4}$|第$|[楼组社队班年级号]$(?<=第)"
)
_PLACES = frozenset("栋 幢 座 组 队 门 单 间 层".split())
_ORDINAL_AFTER = re.compile(
    r"^(?:号|级|以上|高|深|宽|长(?!队|者|辈)|厚|远|开外|外(?!地|来)|之外|处.?(?:工地)?远|年(?!轻|长|级|画|货|糕|夜)|岁|分钟|小时|钟|月|天|半径)"
)
_FIGURE_OF_SPEECH = re.compile(
    r"^(?:个|次|趟|下|点|起|场|样|种|面|把|口|件|只|台|批|边|家|块|条|头|片|处|节|队|部|组|道|门|团|项)$"
)


MOST_SIDES = 5
"""More households than this at one table are no longer the sides of a quarrel."""
_SETTLED = re.compile(r"走访|慰问|入户|登记|回访|发放|送|化解|共|合计|累计|受益|惠及")


def is_done(
    plain: str, m: re.Match[str], found: tuple[Decimal, bool], kind: str, matters: list[Span], before_it: list[ProposedQuantity]
) -> bool:
    unit, value = m["unit"], found[0]
    head, clause_before, after = _around(plain, m)
    if value <= 0 or _is_label(plain, m, clause_before, after):
        return False
    one = m["n"] in {"一", "半"} and value in {Decimal(1), Decimal("0.5")}
    stretch = stretch_before(plain, m.start())
    rest = re.split(r"[。！？!?\n]", plain[m.end() : m.end() + 40])[0]
    said_before = head[: len(head) - len(stretch)]
    if unit in {"元", "块", "块钱", "万元"} and unit_of(plain, m) == "元":
        return _is_paid_out(clause_before, head)
    if one and (unit_of(plain, m) == "人" or re.search(r"一[人户家]$", clause_before)):
        return False
    if one:
        if re.search(r"每[户家人]$", clause_before) and re.match(r"，(?:一共|总共|合计|共)", after):
            return False  # the sum that follows is the amount
        return unit in _GOODS and _is_handed(plain, m, clause_before, head, kind)
    if unit in {"户", "家"} and reaches_named(head, kind):
        return True
    if kind == "consultation" and unit in {"户", "家"} and value <= MOST_SIDES and not _SETTLED.search(clause_before):
        return False  # the sides of a quarrel, and who came with them
    together = unit_of(plain, m) in {"人", "户", "家"} and value > 2 and all_of_them(stretch, after)
    if _ABSENT.search(clause_before) or (re.search(r"共|总|合计", clause_before) and re.search(r"拖?欠|赔|罚", head)):
        return False
    if not together and _small_talk(plain, m, value, clause_before, after):
        return False
    tally = _is_tally(head, clause_before, unit, before_it)
    n = bisect_right(matters, m.start("n"), key=lambda s: s[0]) - 1
    inside = n >= 0 and m.end("unit") <= matters[n][1]
    if inside and not tally and not together and not _strong_done(clause_before):
        return False
    if _is_elsewhen(clause_before, stretch) or (unit in {"斤", "两", "公斤"} and re.search(r"每|一斤|价", clause_before)):
        return False
    if is_by_resident(stretch) and unit not in {"台", "辆"}:
        return False
    acted = (
        is_governed(stretch, said_before, kind, unit_of(plain, m))
        or (kind == "other" and is_finished(stretch, said_before))
        or acts_after(stretch, after)
    )
    if tally or together or acted or is_listed(stretch, said_before, rest, unit_of(plain, m)) or _gone_round(kind, unit, after):
        near = _tail(clause_before)
        rate = _RATE_BEFORE.search(near) and not (near.endswith("各") and hands_out(head[-44:]))
        return not rate and not re.search(r"赔|罚|欠", near)
    return _counts(plain, m, kind, clause_before, head, after, before_it)


def _is_elsewhen(clause_before: str, stretch: str) -> bool:
    """Whether it is planned, or of another year."""
    planned = _PLANNED.search(_tail(clause_before))
    if planned and not re.search(r"(?:实到|到会|来了|共|已|清|发)[^，。要需得该想]{0,4}$", clause_before):
        return True
    return bool(re.search(r"(?:去|前|早|那)年|以前|从前|往年", stretch))


def _is_paid_out(clause_before: str, head: str) -> bool:
    beside = _GRANT.search(clause_before) or _AND_ALSO.fullmatch(clause_before)
    given = _MONEY_OUT.search(clause_before) or (beside and hands_out(head[-44:]))
    return bool(given) and not re.search(r"每|价|欠|借|赔|花|要|学费|药|退", clause_before)


def _is_tally(head: str, clause_before: str, unit: str, before_it: list[ProposedQuantity]) -> bool:
    """Whether it is the result of a check, or goes on with one."""
    found = re.search(r"(?:查出|发现|排查出|排查|整改|查处|当场改|检查出|化解|消除|查摆)[^，。；]{0,10}$", clause_before)
    if found and unit in set("处 个 起 条 项 户 家 件 例".split()):
        return True
    return unit in set("处 个 条 项 户 家 件 盏 台 具 栋 间 口".split()) and _goes_on_tallying(
        head, clause_before, unit, before_it
    )


_GOODS = frozenset(
    "袋 箱 筐 桶 壶 罐 坛 封 对 身 斤 吨 公斤 升 挂 具 串 捆 兜 麻袋 编织袋 背 背篓 背篼 担 堆 瓶 盒 包 床 套 件 双 副 把 台 辆 提 罐 篮 张 只 条 根 壶 块 顶 本 份 盆 部 个 斤 车 卷 面 支".split()
)


def _goes_on_tallying(head: str, clause_before: str, unit: str, before_it: list[ProposedQuantity]) -> bool:
    """`查出灭火器过期6个、安全出口堵了1处`; `查了54户，漏的6户`."""
    if re.search(r"(?:查出|发现|检查出|排查出)[^。；]{0,30}、[^，。；、]{0,8}$", head):
        return True
    if (before_it and before_it[-1].unit != unit) or is_told(head) or not re.search(r"[查测检验看巡](?!个|家)", head):
        return False
    return re.fullmatch(r"[^，。]{1,6}的(?:有|是)?", clause_before) is not None


def _is_handed(plain: str, m: re.Match[str], clause_before: str, head: str, kind: str) -> bool:
    """Goods handed out, in this clause or in a list that goes on from one."""
    if re.search(
        r"想|要|缺|差|给带|带一|弄|养|有|坏|断|掉|办|第|看|换|修|打|背|抱|骑|穿|住|留|托|少|再|没|叫|让|喊|剩", clause_before
    ):
        return False
    thing = re.search(r"([一-鿿]{1,6})$", clause_before) is not None or re.match(r"[一-鿿]{1,}", plain[m.end() : m.end() + 2])
    listed = hands_out(head[-44:])
    return (
        bool(thing and listed) and kind not in {"meeting"} and not re.search(r"送[^，。]{0,6}(?:医|学|走|回家|行)", clause_before)
    )


def _around(plain: str, m: re.Match[str]) -> tuple[str, str, str]:
    """The sentence before the number, its clause before the number, and what follows."""
    start = m.start()
    window = plain[max(0, start - 60) : start]
    head = re.split(r"[。！？!?\n]", window)[-1]
    clause_before = re.split(r"[，。；！？,;!?：:、（(\n ]", window)[-1]
    more = smaller_part(plain, m)
    end = more.end() if more else m.end()
    return head, clause_before, plain[end : end + 8]


def _tail(clause: str) -> str:
    return clause[-12:]


def _is_label(plain: str, m: re.Match[str], clause_before: str, after: str) -> bool:
    """Numbers that name rather than count: 3号楼, 第二期, 149/94, 2组, 一楼."""
    if re.search(r"第$|[块毛]$|[/\-—.~]$|^\d*[年月]$", clause_before) or re.match(r"/\d", after):
        return True
    if (re.match(r"[到至]", after) and m["unit"] in _PLACES) or (re.search(r"[到至]$", clause_before) and m["unit"] in _PLACES):
        return True
    if m["unit"] in {"栋", "幢", "组", "队", "单元"} and re.match(r"[后前旁边门东西南北]|楼下", after):
        return True
    if m["unit"] in _PLACES and re.match(r"楼|单元", after) and not _strong_done(clause_before):
        return True
    if (
        m["unit"] in {"口", "门", "队", "组", "栋", "座", "单"}
        and re.match(r"^(?:第)?[一二三四五六七八九十\d]{1,2}$", m["n"])
        and re.match(r"(?:的|元|村|组|单元)", after)
        and not _strong_done(clause_before)
    ):
        return True
    if re.search(r"(?:20\d\d|[十〇零二]\d*)$", clause_before):
        return False
    return (bool(_ORDINAL_AFTER.match(after)) and m["unit"] not in {"人", "名", "户"}) or (m["unit"] == "两" and False)


def _small_talk(plain: str, m: re.Match[str], value: Decimal, clause_before: str, after: str) -> bool:
    """两家, 三个, 俩人 standing for those named before; 两口子, 一下."""
    words, unit = m["n"], m["unit"]
    if re.match(r"桌|椅", after) and unit == "张" and not re.search(r"(?:借|送|发|捐|搬|修)[^，。]{0,4}$", clause_before):
        return True
    if unit == "个" and re.match(r"电话", after) and re.search(r"(?:打|拨|挂|回)(?:了|过)?$", clause_before):
        return True
    if unit == "个" and re.match(r"字|钟头|小时|星期|礼拜|学期|来月|多月|半月|昼夜|晚上|早上|上午|下午|季度|阶段|回合", after):
        return True
    if words in {"俩", "仨"} or re.match(r"子|兄弟|姐妹|夫妻|姊妹|妯娌|父子|母子|婆孙|爷孙", after):
        return True
    if (
        unit not in {"里", "公里", "亩", "米"}
        and words in {"两", "三", "二", "四", "几"}
        and re.match(r"寨子|村|组|队|社|班|小区|楼|村子|屯|乡|镇|桌子|单位|民族|季度|部门|方面|孩子|娃|儿子|女儿|老人家", after)
    ):
        return True
    if unit in {"家", "户", "个", "人"} and re.search(r"[和、跟与][一-鿿]{1,4}$", clause_before) and len(words) == 1:
        return True
    if (
        unit in {"组", "队"}
        and len(words) <= 2
        and not re.search(r"(?:换|装|洗|修|安|查|测|配|接)[^，。个]{1,6}$", clause_before)
    ):
        return True
    few = words in {"两", "三", "二", "四"} and unit in set(
        "家 个 人 个人 边 户 头 名 位 次 趟 回 口 样 种 块 面 起 点 场 项 条".split()
    )
    if not few:
        by_load = re.search(
            r"(?:车|船|马|驴|骡)[^，。]{0,4}(?:拉|运|跑|驮)了?$|(?:垃圾|淤泥|土方?|沙石?|石子|杂物|秸秆|柴|水)[^，。]{0,2}(?:拉|运|驮|送)了?$",
            clause_before,
        )
        counted = by_load or re.search(r"共|累计|劝|巡|跑|出动|开展|巡查", clause_before)
        return bool(re.match(r"次|趟|回|样|种", unit)) and not counted
    if unit in {"家", "户"} and re.search(r"(?:走|跑|转|查|访)了$", clause_before) and re.match(r"[，。；]|$", after):
        return False
    return not re.search(
        r"(?:走访|慰问|入户|转移|查出|发现|清理|共|调解|排查|整改|巡查|送|发|出动|化解|到会|来了|雇|验收|换|栽|打了|挖|新建|建了|盖了|开了|搭|架|垒|砌|铺|拆|捡|捞|救|接生|"
        r"安装|装|立|修|更换|劝导|劝返|堵了|巡了|转了)[^，。]{0,8}$",
        clause_before,
    )


def _gone_round(kind: str, unit: str, after: str) -> bool:
    """`沿街21家门店` of a check or a patrol."""
    return kind in {"inspection", "patrol"} and unit in {"家", "户", "处", "个"} and bool(_PREMISES.match(after))


_PREMISES = re.compile(
    r"(?:门店|商铺|商户|店铺|店|铺面|企业|厂|作坊|餐馆|饭店|民宿|网吧|学校|幼儿园|工地|场所|单位|住户|出租屋|摊位|网点|小作坊|卡点|点位)(?=[，。；、]|$)"
)
_STRONG = re.compile(rf"(?:{_WORK}|共|累计|一共)(?:了|好|完|出|起|返|导|掉|过|来|走)?[^，。；、]{{0,9}}$")


def _strong_done(clause_before: str) -> bool:
    return bool(
        re.search(
            r"(?:堵了|下架|没收|清理|清走|清运|清出|码|发放|发|共|转移|走访|劝返|栽|种了|接起|铺了|修了|出动|组织|来了|参加|到会|"
            r"实到|查出|发现|排查|劝导|收缴|做|用|雇|登记|查了|检查|走了|跑了|爬了|入户)(?:了)?[^，。；、]{0,8}$",
            clause_before,
        )
    )


def _counts(
    plain: str, m: re.Match[str], kind: str, clause_before: str, head: str, after: str, before_it: list[ProposedQuantity]
) -> bool:
    near = _tail(clause_before)
    handed = re.search(rf"(?:{_HANDED})[^，。；]{{0,8}}$", near)
    work = _STRONG.search(near)
    if re.search(r"赔|罚|欠", near):
        return False
    if _RATE_BEFORE.search(near) and not re.search(r"各\s*$", near):
        return False
    if re.search(r"各$", near):
        return bool(re.search(rf"(?:{_HANDED})", head))
    people = unit_of(plain, m) in {"人", "人次", "户", "家"}
    if (
        _OWN.search(near)
        and not handed
        and not re.search(
            r"(?:清|栽|共|转移|走访|劝返|接起|来了|组织|到会|实到|参加|服务|挖出|收了|割|出动|登记|查|走了|"
            r"做)[^，。；]{0,6}$",
            near,
        )
    ):
        return False
    if kind in {"visit", "errand", "enterprise", "consultation", "other"}:
        told = (
            is_told(head[: len(head) - len(clause_before)]) or bool(re.match(r"说|讲|听说", clause_before))
        ) and not re.search(r"我|帮|给|组织|当场", clause_before)
        return (
            bool(handed)
            or ((not told or people) and _counts_at_the_door(plain, m, kind, near, after))
            or _continues(plain, m, before_it, head)
        )
    if work or handed or re.search(r"[一-鿿](?:了|出|走|完|好|起|上|下|掉|到|来|满|回)$", near):
        return True
    if (kind == "patrol" and unit_of(plain, m) in {"公里", "里", "米"}) or re.match(
        r"[^，。]{0,4}(?:派|来|参加|到场|参训)", after
    ):
        return True
    if people and (re.match(rf"{PERSON}|代表|企业|居民", after) or re.search(rf"{PERSON}|代表|企业|商户|岗|队|员$", near)):
        return True
    return (
        _continues(plain, m, before_it, head)
        or (
            kind in {"labour", "clinic", "training", "lecture", "tour", "meeting", "patrol"}
            and not near.strip("的了也 ")
            and people
        )
        or (kind in {"labour", "clinic"} and not _OWN.search(near))
    )


def _counts_at_the_door(plain: str, m: re.Match[str], kind: str, near: str, after: str) -> bool:
    """Whether a number told of a visit or an errand is something done: most numbers there are the residents' own."""
    people = unit_of(plain, m) in {"人", "人次", "户", "家"}
    if re.search(
        r"(?:走访|走了|慰问|入户|共|组织|来了|到了|到场|参加|转移|撤离|清|登记|劝|安置|服务|来了|去了|看了|上了|点了|"
        r"压了|煮|端|包|挖通|认捐|调来|召集|出动|志愿者|代表|发|送|铲|修|磨|换|装|捐|带|验收|采集|收集|栽|捡|"
        r"查|喊|动员|抽|掏|拉走|签|用掉|搬|背|割|扫|垒|教|办|查|访|敲|回访|联系|打电话|代|帮.{0,6}(?:割|收|背|"
        r"搬|劈|挑))[^，。；]{0,10}$",
        near,
    ):
        return True
    if re.match(r"规上|企业|居民|群众|党员|志愿|代表", after) and people and kind != "visit":
        return True
    return kind == "other" and people and (not near.strip("的了也 ") or bool(re.search(rf"{PERSON}(?:共|有|一共)?$", near)))


def _continues(plain: str, m: re.Match[str], before_it: list[ProposedQuantity], head: str) -> bool:
    """Whether the number goes on in a list whose last item was an amount done: `大米3袋、豆油3桶`, `8户19人`."""
    if not before_it:
        return False
    gap = plain[before_it[-1].span[1] : m.start("n")]
    return len(gap) <= 9 and not re.search(r"[。！？!?\n；]", gap) and not re.search(r"说|每|价|欠|缺|想|要|有|养", gap)
