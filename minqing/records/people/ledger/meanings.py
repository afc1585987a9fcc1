"""What a column is about, by its heading: 公民身份号码 → the ID number, 享受起始时间 → since when.

The order of the table is its logic: what is further up wins (身份证 before 身份, 监测联系人电话 before 电话).
"""

import re
from dataclasses import dataclass
from functools import lru_cache

from minqing.records.people.ledger.groups import CLASSES, HOUSEHOLD_GROUPS, named_in_heading
from minqing.records.people.ledger.relations import block_word
from minqing.records.people.ledger.text import bare, plain

PERSON_KINDS = frozenset({"name", "relation", "sex", "birth", "id", "card", "phone"})
HOUSEHOLD_KINDS = frozenset({"number", "section", "address", "community", "building", "unit", "room", "flat"})
SAID = {"from": "from_", "amount": "amount", "members": "stated_members", "covered": "stated_covered", "income": "income"}
"""Kinds of what a ledger says of a household → the field it goes to."""

LABELS = {
    "name": "姓名", "relation": "与户主关系", "sex": "性别", "birth": "出生日期", "id": "身份证号", "card": "残疾证号", "phone": "电话",
    "number": "户号", "section": "组（社）", "address": "住址", "community": "小区", "building": "楼栋", "unit": "单元", "room": "室", "flat": "房号",
    "from": "享受起始时间", "amount": "金额", "members": "家庭人口", "covered": "保障人数", "income": "收入", "group": "人群类别", "over": "风险是否已消除",
    "serial": "序号（不用）", "officer": "工作人员（不导入）", "remark": "备注（不读取）", "known": "暂不导入",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a column is about. `who` is the block it belongs to by its own words (配偶姓名 → 配偶), `group` the group it asks for.

    `form` of a group column: words, tick or class; of a birth column: year, month or day where each has its own. `level`: whose mark it is: person, household, or open (its cells will tell).
    """

    kind: str
    who: str | None = None
    group: str | None = None
    form: str = ""
    level: str = ""

    @property
    def label(self) -> str:
        """In Chinese, for the person who checks what was understood."""
        what = self.group if self.kind == "group" and self.group else LABELS[self.kind]
        return f"{self.who}的{what}" if self.who else what


_OFFICER = re.compile(
    r"联系人|帮扶|责任人|包保|包户|包联|包片|包组|结对|[社组队屯寨院]长|村长|支书|书记|主任|(?<!三老)干部(?!$)|网格|[楼栋]长|单元长|负责人|监护|照料|照护|"
    r"护理|看护|志愿者|医生|村医|经办|代办|填表|制表|审核|调查人|走访|入户|介绍人|培养|开户|户名|持卡人|账户|领取人|代领|受托|委托|紧急|房东|物业|民警|"
    r"信息员|采集|录入|工作队|挂钩|代理人|见证|评议|核查"
)
_OFFICER_NOT = re.compile(r"三老干部|帮扶(?:对象)?(?:类别|类型|属性)$|网格(?:名称|编号|号)?$|所属网格|所在网格|网格$|监测对象$")
_REMARK = re.compile(r"备注|说明|附注|备考|注释|^注$|其他情况|情况说明")
_KNOWN = re.compile(
    r"民族|文化|学历|教育|学校|年级|婚姻|婚否|年龄|周岁|职业|职务|工作|务工|就业|单位名称|籍贯|宗教|血型|面积|亩|账号|账户|卡号|一卡通|存折|银行|"
    r"户口性质|户口类[别型]|户籍类[别型]|户籍性质|户别|证件类型|证件类别|证件种类|房屋|住房|厕所|饮水|车|产业|医保|养老|参保|合作医疗|保险|社保|"
    r"原因|风险类型|措施|来源|技能|劳动|入党|转正|退役时间|入伍|服役|部队|编号|证号|曾用名|小名|签[字名]|照片|有效期|时间|日期|年限|次数|国籍|"
    r"特长|身高|志愿|经度|纬度|坐标|图号|是否在家|去向|外出|在外|天数|省|市|县|乡|镇|^村$|村名|行政村|所属村|村委|居委|街道|社区名?称?$"
)

_RULES: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (kind, re.compile(pattern))
    for kind, pattern in (
        ("serial", r"^(?:序号?|编号|顺序号?|序列号?|流水号|No|NO|no|排序|#|行号|号|序次|项次|顺号|序数)$"),
        ("remark", r"^(?:备注|说明|附注|备考|注)$"),
        ("relation", r"户主.*关系|^关系$|关系.*户主|^与户主(?:之间)?(?:的)?(?:称谓|称呼)?$|^[是系]户主的$|^家庭(?:角色|身份)$|^(?:家庭|成员|亲属|家庭成员|家属)(?:之间)?关系$|^与(?:本人|申请人|业主|房主|户代表|(?:低保|救助|保障|监测)对象)(?:之间)?(?:的)?关系$|^(?:家庭)?称谓$"),
        ("known", r"关系"),
        ("card", r"^(?:残疾人?证(?:号码?|件?号码?|编号)?|残疾人?证件号码?|残疾人证)$"),
        ("known", r"(?:身份证|证件|户口).*(?:类[型别]|种类|地址|有效|是否|复印|照片|住址|所在地|到期)"),
        ("id", r"身份证|公民身份|身份号|身份证件|证件号|居民身份|二代证|^证件$|^ID(?:号|No)?$"),
        ("sex", r"^性别$|^男/?女$"),
        ("known", r"出生(?:地|医学|证明|缺陷|人口)"),
        ("birth", r"出生|生日|^生于$"),
        ("over", r"风险.*(?:消除|解除)(?!.*(?:时间|日期|方式|原因|年|月))|是否(?:已)?(?:消除|解除)(?:风险|监测)"),
        ("known", r"消除|解除|退出|停保|停发|终止|截止|结束|到期|更新|填[表报]|脱贫(?:时间|年度|年份)|发放时间|出列"),
        ("phone", r"电话|手机|(?:联系|通讯)方式|联系号码|座机|固话|移动号|^(?:TEL|Tel|tel)$"),
        ("from", r"(?:享受|起始|起止|开始|纳入|识别|认定|审批|批准|核准|核定|保障|救助|入保|享保|施保|享低保|低保|五保|特困|供养|始|监测).*(?:时间|日期|年月日?|年份|年度|月份|起)$"),
        ("covered", r"(?:保障|享受|纳入|低保|救助|供养|施保|在保|受助|补助|监测|参保对象).*(?:人数|人口数?|人口总数)$"),
        ("members", r"^(?:家庭|家中|全家|户内|户|总|共同生活|家庭总|家庭户籍|户籍|在册|常住|家庭常住|家庭成员|成员|家庭实有|实有|全户)*(?:人口数?|人数|人口总数|成员数|总人口数?|人口（人）)$"),
        ("known", r"人数|人口"),
        ("income", r"(?:人均|年|纯|总|家庭|月|户均|可支配).*收入(?!.*(?:来源|渠道|情况|项目|类型))|^收入$"),
        ("known", r"收入|支出|账号|卡号|账户|存折|银行|补[助贴](?:类[型别]|项目|名称|方式|对象|政策)"),
        ("amount", r"(?:保障|低保|补助|补贴|供养|救助|五保|特困|帮扶|慰问|资助|抚恤|优抚|护理|补差|发放|领取|享受|月|年|季)+(?:资?金|款|金额|补差|标准|水平|额|数额)"
                   r"|金额|补差|月(?:补助|补贴|发放|领取|保障)|保障标准|补助标准"),
    )
)  # fmt: skip
_MONEY = re.compile(r"[(（]\s*元")

_PLACES: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (kind, re.compile(pattern))
    for kind, pattern in (
        ("number", r"^(?:家庭|农户|住户|户籍|户口|脱贫户|监测户|低保户|贫困户|户主)?户?(?:编号|编码|代码)$(?<!^编号)(?<!^编码)(?<!^代码)|^(?:家庭|户籍)?户(?:号|号码|序号?|次|口号|籍号|口簿号?码?|口本号?码?|籍编号|号编号|籍号码|口编号|序列号)$|^户$|^第几户$|^家庭号$|^户籍簿号$|^户口[簿本](?:编)?号$|^户数序号$"),
        ("address", r"^(?:家庭|现|现在|详细|具体|常住|实际|实际居住|居住|房屋|住房|户籍|户口|户籍所在|现居住?|家庭现|联系|通讯|家庭详细|户主)*(?:住址|地址|住所|居住地|所在地|住处|现居地|住地|居住地点|居住地址|(?:居住)?详址)$|^(?:具体|详细)位置$|^户籍地$"),
        ("section", r"^(?:户籍|所在|所属|所在村民?|所属村民?|行政|现|居住)*(?:村民|居民|村|生产)?(?:小组|组|社|队|屯|寨)(?:别|名|名称|号|次|\(社\)|/社|社)?$|^(?:组社|社组|村组|组队|组屯|屯组|村屯|村社|村民组|社区小组)(?:名称|别)?$|^自然[村屯寨](?:名称?)?$|^片区?$|^(?:所属|所在)?(?:片区|网格|居民区)(?:名称|号|编号)?$|^组\d*$"),
        ("flat", r"^(?:楼栋|栋|楼|幢)(?:号)?-?单元(?:号)?-?(?:室|房|房号|室号|户|房间号)?号?$|^(?:楼栋单元室|栋单元室|楼栋房号|楼房号|门室号|房屋编号|楼号单元号|楼单元室|栋号房号|楼室号|楼栋室号|单元室号|房屋门牌)$|^(?:楼栋|栋|幢)室(?:号)?$"),
        ("community", r"^(?:所在|所属|居住)?(?:小区|院落|楼院|住宅区|片院|庭院|小区名|小区名称|院落名称|小区（院落）)(?:名称?)?$"),
        ("building", r"^(?:所在)?(?:楼栋|栋|楼|幢|座|楼宇|楼幢|栋楼|楼门)(?:号|名|名称|编号|次)?$"),
        ("unit", r"^(?:所在)?(?:单元|门栋|梯|门洞)(?:号|编号)?$"),
        ("room", r"^(?:室|房|房间|户室|房屋|门|住房|室门|门户|房室|户门|门牌)(?:号|号码|牌|牌号|间号|号牌)?$|^门牌(?:号码?)?$"),
    )
)  # fmt: skip

_NAME = re.compile(
    r"^(?:(?:人员|居民|村民|住户|成员|家庭成员|户内成员|党员|残疾人?|老年?人|儿童|学生|本人|申请人|被保障人|对象|保障对象|享受对象|低保对象|低保户主?|低保人员|低保|特困人员|五保对象|五保老人|"
    r"特困供养人员|监测对象|脱贫户|监测户|脱贫人口|救助对象|供养对象|服务对象|走访对象|军人|退役军人|优抚对象|业主|常住人口|人口|持证人|持证残疾人|受益人|劳动力|租户|农户|户|户内人口|留守儿童|留守老人|"
    r"独居老人|空巢老人|高龄老人|困难对象|帮扶对象|家庭人口|人口信息|公民|其他成员|共同生活(?:家庭)?成员)?(?:的)?(?:姓名|名字|名单|姓  名)|户主|户主名|户主名称|业主|业主/住户|户代表|户主或(?:户)?代表|申请人|(?:实际|现)?居住人|承包方代表|住户|家庭成员|户内成员|成员|姓名户主|姓名\(户主\)|户主\(姓名\)|农户|农户名称?|残疾人|人名|名称|"
    r"(?!曾用|小名|英文|开户|单位|企业|学校|亲属|亲友|法定|法人|担保).{1,9}(?:姓名|名字))$"
)

_HOUSEHOLD_GROUPS = re.compile(
    r"^(?:农?户|家庭|住户|农户家庭|家庭户|农村户|困难户|贫困户|脱贫户|监测户|低保户|帮扶户|低收入户|困难家庭|低收入家庭)(?:的)?(?:类别|类型|属性|性质|分类|身份|种类|情况|标识)(?:名称)?$|"
    r"^户(?:类|型|类别型)$|监测(?:对象|户)?(?:家庭)?(?:类别|类型|类)$"
)
_PERSON_GROUPS = re.compile(
    r"^政治|^(?:其他|人员|个人|特殊|社会|重点)?身份(?:类别|类型|标识|属性|情况)?$|^(?:人员|个人|人口|人群|居民|成员|特殊人群|重点人群|特殊群体|重点人员|群体|特殊人员|关爱对象|优抚|优抚对象|困难群体|困难人群|弱势群体)(?:类别|类型|属性|分类|标签|性质|情况|种类)?$|"
    r"^(?:健康|身体|残疾)(?:状况|情况|状态|程度|类别|等级|类型|级别|类别等级|类别及等级|等级及类别|类型及等级|类别和等级|等级类别|类别级别|人类别|人等级)?$|^(?:人群)?标签$|^人户(?:状态|情况|一致情况)$|^特殊(?:人群|群体|身份|情况|类别|对象)$|^党员(?:类别|情况|身份|类型)$|^(?:人群|群体)$"
)
_OPEN_GROUPS = re.compile(
    r"^(?:所属|属|对象|保障|救助|困难|贫困|帮扶|低收入|低收入人口|社会救助|享受|政策|保障对象|救助对象|困难对象|帮扶对象|服务对象|走访对象|困难群众|低保|特困|身份属性|保障及身份|重点对象|人户)?(?:类别|类型|属性|分类|性质|种类|标识)$|"
    r"^(?:享受|惠民|帮扶|保障|救助)?(?:政策|政策情况|享受政策(?:情况|及身份)?|享受待遇|待遇情况|政策享受情况|保障情况|救助情况|享受政策名称)$|^(?:困难|重点|服务|救助|保障|帮扶)对象$"
)


@lru_cache(maxsize=4096)
def meaning_of(top: str, leaf: str) -> Meaning | None:
    """The meaning of a column with a heading of one row (`top` empty) or two. None when nothing known is said."""
    over, text = bare(top), bare(leaf)
    who = block_word(over) if over else None
    if over and not who and _is_officer(over):
        return _officer(text)
    if _is_officer(text):
        return _officer(text)
    part = _part_of_birth(over, text)
    if part:
        return Meaning("birth", who, form=part)
    if not who:
        who, text = _prefixed(text)
    money = _MONEY.search(plain(leaf)) is not None
    together = over + text if over and not who and (named_in_heading(over) or len(text) <= 2) else ""
    found = (
        _kind(together, False)
        if together and text in ("类别", "等级", "级别", "类型", "人数", "证号", "金额", "标准", "时间", "是否")
        else None
    ) or _kind(text, money)
    if found is None and who and text in ("", "本人"):
        found = Meaning("name")
    return Meaning(found.kind, who, found.group, found.form, found.level) if found and who else found


_BORN = re.compile(r"出生|生日")
_PARTS_OF_BIRTH = {"年": "year", "年份": "year", "月": "month", "月份": "month", "日": "day", "日期": "day"}


def _part_of_birth(over: str, text: str) -> str:
    """出生日期 over 年, 月 and 日, or 出生月 and 出生日 each in a column of its own: which part; '' for a whole date."""
    if _BORN.search(over):
        return _PARTS_OF_BIRTH.get(text, "")
    alone = re.fullmatch(r"出生的?(月份?|日)", text)
    return _PARTS_OF_BIRTH[alone[1]] if alone else ""


def _is_officer(text: str) -> bool:
    return _OFFICER.search(text) is not None and not _OFFICER_NOT.search(text) and not re.search(r"户主.*关系", text)


def _officer(text: str) -> Meaning:
    return Meaning(
        "known"
        if re.search(r"电话|手机|联系方式|单位|职务|号码|地址|措施|时间|日期|性别|身份|情况|关系|账|卡|行", text)
        else "officer"
    )


_PREFIX = re.compile(
    r"^(户主|配偶|妻子|丈夫|爱人|父亲|母亲|父母|子女|儿子|女儿|儿媳|女婿|孙子女?|孙女|长子|次子|三子|长女|次女|三女|祖父|祖母|爷爷|奶奶|家庭成员|成员)([0-9一二三四五六①-⑥]?)(?:的)?(?=.)"
)


def _prefixed(text: str) -> tuple[str | None, str]:
    """配偶身份证号 → 配偶, 身份证号; 子女2姓名 → 子女2, 姓名. 户主 alone, 家庭成员姓名 and 户主关系 are left as they are."""
    found = _PREFIX.match(text)
    if found is None:
        named = re.fullmatch(r"(.{1,4})(?:姓名|名字)", text)
        if (
            named
            and named[1] not in ("户主", "成员", "本人", "家庭成员")
            and block_word(named[1]) not in (None, "成员", "户主", "本人")
        ):
            return named[1], "姓名"
        word = block_word(text)
        return (text, "姓名") if word and word not in ("户主", "成员", "本人") else (None, text)
    rest = text[found.end() :]
    if "关系" in rest or re.fullmatch(r"(?:编号|编码|代码|序号|人?数|人口数?|总?数|情况|个数|住?地?址)", rest):
        return None, text
    if found[1] == "户主" and (rest in ("名", "名称", "名字", "姓名") or _NAME.fullmatch(rest)):
        return "户主", "姓名"
    known = _kind(rest, False)
    if found[1] in ("成员", "家庭成员") and not found[2]:
        return None, rest if known and known.kind in PERSON_KINDS else text
    return (found[1] + found[2], rest) if known and known.kind in (*PERSON_KINDS, "group") else (None, text)


def _kind(text: str, money: bool) -> Meaning | None:
    if _NAME.fullmatch(text):
        return Meaning("name", "户主" if text.startswith("户主") or text == "姓名户主" else None)
    for kind, pattern in _PLACES:
        if pattern.search(text):
            return Meaning(kind)
    for kind, pattern in _RULES:
        if pattern.search(text):
            return Meaning(
                kind, level="household" if kind == "phone" and re.search(r"家庭|住宅|宅电|^户内?(?:联系)?电话", text) else ""
            )
    group = _group(text)
    if group:
        return group
    if money:
        return Meaning("amount")
    if _REMARK.search(text):
        return Meaning("remark")
    return Meaning("known") if _KNOWN.search(text) else None


def _group(text: str) -> Meaning | None:
    """A column for groups: of words (户类别, 政治面貌), of classes (残疾等级), or of ticks (是否低保)."""
    asks = named_in_heading(text)
    if _HOUSEHOLD_GROUPS.search(text):
        return Meaning("group", group=asks, form="words", level="household")
    if re.search(r"(?:类别|等级|级别|类型|档次|类[型别]及等级|程度|情况)$", text) and asks in (
        "残疾",
        "低保",
        "特困供养",
        "低保边缘",
    ):
        return Meaning("group", group=asks, form="class", level="person" if asks == "残疾" else "open")
    if _PERSON_GROUPS.search(text):
        return Meaning("group", group=asks, form="class" if asks == "残疾" else "words", level="person")
    if _OPEN_GROUPS.search(text):
        return Meaning("group", form="words", level="open")
    if asks and not re.search(r"时间|日期|年[月度份]|编号|证|金额|标准|人数|户数|数量|原因|文号|名称$|积极分子|对象情况", text):
        whole = asks in HOUSEHOLD_GROUPS or asks in CLASSES or re.search(r"户$", text)
        return Meaning("group", group=asks, form="tick", level="open" if whole else "person")
    return None
