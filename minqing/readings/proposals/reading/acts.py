"""What governs a number: the verb nearest before it. Acts of the service count; what a household owns, loses or suffers does not.

Names are veiled (`某`) in all texts here, so that no character of a name passes for a verb.
"""

import re
from functools import lru_cache

# Words that hold a verb's character but are none.
_NO_VERB = (
    "隔断|住户|租户|住院部|上午|晚上|下午|早上|路上|街上|村上|镇上|地上|手上|身上|听说|据说|原来|本来|后来|从来|历来|近来|钱包|服装|包装|交通|水平|平时|平均|清明|清早|修理铺|"
    "理由|物理|道理|合理|分钟|过年|过节|过冬|不过|难过|到现在|到今天|直到|得到|感到|看样子|看来|听见|发现(?=他|她|家)|立马|立刻|党员|成员|队员|人员|会员|社员|作用|信用|"
    "费用|使用|利用|测算|预计|统计|设施|设备|措施|开始|送风|来往|来回|请假|大家|人家|自家|发展|发生|发愁|打算|打听|打电话来|做主|收入|收成|拿手|组长|一起|一块儿?|"
    "安全|安逸|平安|公安|治安|消防|做饭|带头|走廊|过道|背后|背篓|背篼|上头|后头|里头|下头|外头|转眼|转业|修好|看病|看见|上班|下班|上学|打工|务工|种类|种子|收据|收音机|花生|学生|新生|卫生|医生|民生|生活|生姜|生菜|后生|先生|野生|生鲜|生日|生石灰|老人|热线|有关|没人"
)
# What befalls or belongs to residents, and what is only wanted, said or remembered.
_OWN = (
    "养|喂|欠|借(?!出|给)|贷|花(?!生|椒|苗|卉|草|种)|交了|赔|罚|挣|赚|买|亏|丢|死|伤|病|淹|冲(?!洗|刷)|塌|倒(?!班|茶)|裂|漏|断|坏|砸|拱|咬|啃|烂|偷|涨|降|少|缺|差|想|要(?!求)|需|求|盼|(?<!某)等|租|承包|流转|"
    "住|摔|瘦|高|长|宽|深|厚|吃|喝|穿|攒|存|押|拖欠|产|生(?!产)|怀|下崽|下了崽|出栏|剩|还有|只有|没有|有|看病|打工|务工|上班|上学|住院|请假|缺席|未到|没来|记|说|讲|问|每|价|值|"
    "离(?!田)|隔(?!断)|争|吵|抢|占|合用|收入|收成|挨|耷拉|伸|露|堵(?!住|上|了[一二两三四五六七八九十\\d])|掉|停|合计欠|压着|报价|收费|罚款|应到|应参|计划|打算|准备|争取|规划|预计"
)
# Acts of whoever serves: done for or with others, hardly ever by a household for itself.
_SERVES = (
    "安顿|收上来|[收备凑]齐|堵住|堵上|堵了(?=[一二两三四五六七八九十\\d])|放(?=(?:灭火|干粉|沙|水|饮|宣传|摆)[一-鿿]{0,4}$)|[放布架拉]线|切了|来[一-鿿]{1,2}的|一数有?|数下来有?|清点|围(?:了|着|拢)|坐着|站着|站了|挤(?:了|着|满)|聚(?!众)|戴了|戴上|交货|交付|[一-鿿]出去|冲洗|冲刷|报名|报了名|兑换|兑(?!现)|送|发(?!烧|现|黄|黑|霉|愁)|赠|捐|慰问|分发|分(?:给|到|下去|出)|拨|派|拎|提(?=着|了|去|来)|捎|带(?!病|头)|领(?:着|上|了|到|走|取)|拉(?:去|来|走|回|了|上|出)|递|配(?:发|送|了)|颁|兑付|给(?:他|她|它)?们?(?=[一二两三四五六七八九十\\d半]|送|拉|$)|匀(?:给|了)|"
    "走访|探访|回访|家访|访|走了|走完|走遍|跑了|跑完|跑遍|转了|转完|转遍|到了|到会|到场|到(?=[一二两三四五六七八九十百\\d])|实到|来了|来(?=[一二两三四五六七八九十百\\d])|进了|看望|探望|看了|看完|看(?=[一二两三四五六七八九十百\\d])|查看|敲|入户|登门|上门|"
    "联系|通知|服务|接待|惠及|覆盖|受益|教会|教了|教|宣讲|讲给|培训|参训|劝返|劝离|劝导|劝|救出|救|转移|撤离|撤出|撤|疏散|安置|接送|接来|接回|接走|送走|陪|组织|召集|动员|发动|喊(?:了|来|上|去|拢)|叫(?:了|来|上|去|拢)|"
    "请(?:了|来)|雇|调来|调了|抽调|调集|集合|集中|出动|出工|上工|投工|投劳|投入|投放|上了|上去|参加|参会|参与|听课|听讲|坐了|坐满|签了|签下|签订|签到|签(?=[一二两三四五六七八九十百\\d])|举手|赞成|登记|采集|核实|核查|核对|核了|核|录入|录了|填了|填好|"
    "填(?=[一二两三四五六七八九十百\\d])|办了|办好|办结|办理|办成|代办|办(?=[一二两三四五六七八九十百\\d])|受理|打印|复印|印了|印发|写了|写好|写出|写(?=[一二两三四五六七八九十百\\d])|贴了|贴出|张贴|粘贴|挂了|挂起|悬挂|挂上|摆了|摆出|摆开|设了|设置|装了|装好|装上|安装|加装|安了|"
    "安上|立了|立起|竖|换了|换下|换上|换好|更换|调换|换|修了|修好|修复|维修|抢修|补了|补好|补上|补种|补栽|铺了|铺好|铺设|铺|新建|建了|建成|建起|砌|垒|码|搭|架了|架设|架起|架|拆了|拆除|拆|清理|清走|清运|清出|清扫|清掉|清了|清渠|清沟|清淤|清|"
    "扫|铲|挖|掏|疏通|疏|填平|剪|砍|搬|扛|背(?!着|心|痛|疼)|抬|挑|运|卸|装(?=[一二两三四五六七八九十百\\d])|浇|灌|撒|洒|喷|施|打(?:针|药|苗|疫苗|井|桩|扫|包|捞|磨|蜡|孔)|打了针|防疫|接种|消杀|消毒|测了|测|测量|量了|量(?=[一二两三四五六七八九十百\\d])|体检|诊|检查|抽查|抽检|检|查出|"
    "查了|查完|查处|查获|查封|查扣|查|巡查|巡了|巡逻|巡完|巡|排查|摸排|摸底|验收|验了|发现|整改|收缴|没收|暂扣|拖走|移走|拦下|拦|过车|过往|过(?=[一二两三四五六七八九十百\\d])|放行|捡|拾|捞|包(?:了|好|出|粽|饺|汤)|煮了|煮|蒸|炸了|炸(?=[一二两三四五六七八九十百\\d])|做了|做好|"
    "做出|做(?=[一二两三四五六七八九十百\\d])|熬|烧了|炖|理了|理发|剪发|缝|磨了|磨|洗了|钉|绑|焊|刷了|刷|画了|画|拍了|放了|评出|评定|评|选出|选举|表决|通过|化解|调解|调处|调成|处理|处置|解答|回收|收集|收来|收走|收了|收(?=[一二两三四五六七八九十百\\d])|征集|征求|收到|"
    "募|筹|认捐|认领|用了|用掉|用去|用(?=[一二两三四五六七八九十百\\d])|耗|烧掉|压住|加固|平整|平了|硬化|绿化|补植|开挖|打通|挖通|救助|资助|帮扶|帮|完成|结对|开展|举办|播放|义剪|义诊|送医|制作|制止|推广|发展了|借出|借给|退还|退回|返还|追回|离田|打捞|拔|点亮|亮化|"
    "协调(?:来|到|了)?(?=[一二两三四五六七八九十百\\d]|[一-鿿]{1,3}$)|下架|召回|销毁|入库|代(?:交|缴|领|取|买)(?:了)?|压了|压上|压住|钻(?:芯|孔)|取样|采样|采(?=[一二两三四五六七八九十百\\d]|了|鲜|茶|桑|果|药|棉)|接(?=[^，。]{0,3}(?:电话|热线|来电|报警|诊|件))|放下|留下|递上|散发|散(?:出|了|给)|撒了|丢了?(?=[^，。]{0,4}传单)|塞了|考过|过关|及格|合格|达标|结业|毕业|"
    "除草|除雪|除(?!了|夕|非)|割了|割|播|插|栽|移栽|摘|掰|一共|总共|合计|共计|累计|共(?!用)"
)
# Acts that a household does for itself as readily: they count with somebody of the service as their doer.
_EITHER = "采|种|割|播|插(?!座)|栽|摘|掰|收了|收(?=[一二两三四五六七八九十百\\d])|卖|打了|打(?=[一二两三四五六七八九十百\\d])|煮了|煮|蒸|做了|做好|包(?:了|好)|挑|炸了|熬|砍|挖|建了|建起|修了|垒|砌|装了|换了|洗了|搭|拉了|运|磨|用了|搬|用去|写了"
_NAMED = re.compile(rf"(?P<skip>{_NO_VERB})|(?P<own>{_OWN})|(?P<act>{_SERVES}|{_EITHER})")
_EITHER_RE = re.compile(rf"(?:{_EITHER})")
_SERVICE = re.compile(
    r"我|咱|当场|大伙|大家|组织|志愿|党员|干部|帮|给|替|为(?!了|什么)|村(?:里|上|委|两委|集体|干|民)|社区|镇里|镇上|乡里|街道|发动|召集|队|请|叫|喊|雇|领着|带着|动员|全村|全组|一起|工作人员|物业|网格|医生|师傅"
)
_HELPERS = re.compile(r"志愿者|党员|组织|发动|召集|劳力|工作队|突击队|服务队|青年队|民兵|公益岗")
_TOLD = re.compile(
    r"(?:他|她|某|老人|大爷|大娘|大姐|老板|总|老乡|家属|家长)[^，。；！]{0,8}(?:说|讲|反映|提|诉|念叨|抱怨|告诉)|说(?:是)?[，：]?$|反映|听说|说起"
)
_SAID_HERE = re.compile(r"^(?:说|讲|听说|据说|反映|告诉|他讲|她讲|他说|她说)|(?:去|前|早|那)年|以前|从前|年轻时|往年")
_GOING = re.compile(r"走|跑|转|看|到|来|进|访|上|去")
# What can be gone to, gone over or counted of those who came.
_GOING_OVER = frozenset(
    "人 人次 户 家 处 个 栋 幢 座 组 队 公里 里 千米 米 延长米 间 道 条 片 块 项 场 口 眼 台 辆 车次 趟 次 圈 村".split()
)
_BUILDS = re.compile(r"搭|建|新建|修|铺|装|安|栽|种|砌|挖|硬化|平整|架|立|垒")
_DECIDED = re.compile(r"讨论|商量|商定|议[了定]|议事|选址|定[在了下]|规划|决定|方案|拟|表决|研究")
_RESIDENT = re.compile(r"(?:^|[和、跟])(?:今天|上午|下午|一早)?(?:某|他|她|他们|她们|自己|两口子|老伴|儿子|媳妇)")
_HANDLED_BY = re.compile(r"帮|给|替|为|带|领|陪|组织|喊|叫|请|来[^，。]{0,3}$")
STRETCH = 30


def stretch_before(veiled: str, at: int) -> str:
    """What stands before the place since the last mark, lists with 、 kept together; at most 30 characters."""
    return re.split(r"[，。；！？,;!?：:（(\n]", veiled[max(0, at - STRETCH) : at])[-1]


@lru_cache(maxsize=256)
def governor(stretch: str) -> re.Match[str] | None:
    """The last verb before the number when it is near enough to govern it, an act or one's own affair."""
    last = None
    for m in _NAMED.finditer(stretch):
        if m["skip"] or (last is not None and "的" in stretch[m.end() : m.end() + 2]):
            continue  # 送去自己种的白菜: what is said of the thing governs nothing
        last = m
    return last if last is not None and len(stretch) - last.end() <= 9 else None


def is_by_resident(stretch: str) -> bool:
    """Whether a resident is the doer: `某挑了两桶姜水`, not `帮某挑了两桶`."""
    verb = governor(stretch)
    before = stretch[: verb.start()] if verb else ""
    own = verb is not None and bool(verb["own"] or _EITHER_RE.match(verb[0]))
    return own and bool(_RESIDENT.search(before)) and not _HANDLED_BY.search(before)


def is_told(head: str) -> bool:
    """Whether the sentence so far is what a resident says."""
    return bool(_TOLD.search(head))


def acts_after(stretch: str, after: str) -> bool:
    """Whether the act stands behind the number: `钥匙三把分下去`, `旧沙发3张抬下来`."""
    verb = governor(stretch)
    return (verb is None or not verb["own"]) and bool(_ACTED.match(after))


def is_governed(stretch: str, head: str, kind: str, unit: str) -> bool:
    """Whether an act of the service governs the number behind the stretch; `head` is the sentence before that."""
    verb = governor(stretch)
    if verb is None or verb["own"]:
        return False
    before = stretch[: verb.start()]
    if (is_told(head) or _SAID_HERE.search(before)) and not _SERVICE.search(before):
        return False
    if _GOING.match(verb[0]) and unit not in _GOING_OVER:
        return False
    if kind in {"meeting", "consultation"} and _BUILDS.match(verb[0]) and _DECIDED.search(head):
        return False
    if verb[0] in {"一共", "总共", "合计", "共计", "累计", "共"} and re.search(r"欠|借|赔|罚|缺|差", head):
        return False
    if _EITHER_RE.match(verb[0]) and re.search(r"今[年春夏秋]|往年", before) and not _SERVICE.search(before):
        return False
    if _EITHER_RE.match(verb[0]) and kind in {"visit", "errand", "enterprise", "consultation"}:
        return bool(_SERVICE.search(before) or _HELPERS.search(head))
    return True


_REACHES = re.compile(
    r"(?:走访|慰问|看望|探望|服务|入户|回访|跑|去|到|访|坐)(?:了|的)?(?:[^，。；！某甲]{0,4})[：:]?(?:[某甲]+家?[、和，]?){2,}等?$"
)


_CALLED_ON = re.compile(r"走访|慰问|看望|探望|服务|入户|回访|访")


def reaches_named(head: str, kind: str) -> bool:
    """Whether the number sums up households just named that were called on: `走访某、某两户`; not the two sides of a quarrel."""
    found = _REACHES.search(head[-40:])
    return found is not None and (kind != "consultation" or _CALLED_ON.match(found[0]) is not None)


_ACTED = re.compile(
    r"(?:全部?|都|一起|当场|已)?(?:分(?:下去|给|到|掉|完|发)|发(?:下去|给|到|出|掉|完|放)|送(?:到|给|去|完|下去)|拉(?:走|去|来|完)|清(?:走|掉|完|理|运)|栽(?:上|完|下)|挂(?:上|起|出)|贴(?:上|出|完)|装(?:上|好|完)|换(?:上|好|完|了)|收(?:走|缴|上来)|抬(?:下|走|上)|搬(?:下|走|上|到)|(?:[一-鿿\d]{1,3}(?:口人|口|人))?先?(?:转移?到|接到)|最后|(?:割|栽|插|种|挖|摘|掰|浇|犁|翻|播|采|薅)(?:完|下来|到)|修好|补好|立起|铺(?:完|好)|验收|登记|拆(?:除|了|完|掉)|捐|没收|借出)"
)
_THING = re.compile(r"[一-鿿]{0,8}$")
_HANDS_OUT = re.compile(
    r"送(?!医|学|走)|发(?:放|了|给|救灾|物资|慰问|米|粮|书)|分(?:发|给)|赠|捐|慰问|带(?:去|了|着)|拎|提(?:着|了)|领(?:到|了)|拉(?:去|了)"
)
_WORKS = re.compile(
    r"打[^，。]{0,4}针|防疫|接种|清(?:理|运|扫|查|沟|渠|淤)|收缴|没收|捡|栽|植树|抢(?:收|修|险)|义卖|募捐|捐款|换了|安装|维修|疏通|消杀|处理|拆除|整治|打捞|转移|疏散|捞|拔"
)
_PEOPLE_WORK = re.compile(r"组织|参加|到会|出动|召集|参训|转移|疏散|撤离|安置")
_HANDED_LATER = re.compile(r"[，。；、](?:当天|当场|今天|全部?|都|一起|已经?|也|已)*(?:发|送|分)(?:下去|完|到|放|给|了)")
_ALL_OF = re.compile(
    r"(?:[一-鿿]{0,3}?)(?:全部?|都|一起|一块|一齐|挨家|挨个)?(?:签(?:了|字|完)?|同意|举(?:了)?手|赞成|报(?:了)?名|到(?:了|会|场|齐)|参(?:加|会|训)|来听|听(?:课|讲)|受益|歇脚|领(?:到|了|走)|进了?(?:门|屋)|坐(?:了|下)|走(?:了|到|完|遍)|跑(?:了|完|遍)|看(?:了|过|完|遍)|去了|"
    r"上场|登台|参赛|比赛|(?:一共|共|总共)?(?:送了|发了|拉了)|(?:去|来)?帮|先?转(?:移)?到|接到|接出|搬(?:到|去)|送出|过关|及格|合格|不及格|没过|结业|背|抬|扛|搬|上(?:阵|手|山|工)|动手|出(?:工|动|列)|清|挖|铲|送到|装(?:上|好)了|(?:最后|头一个|先|都|已经?|当天|一天|半天)?(?:割|收|栽|插|种|挖|摘|掰|浇|犁|翻|播|打)(?:完|了|上|好)|通(?:了)?(?:自来水|水|电|气)|测了|量了|打了针|体检|签收|转移|撤(?:了|到|出))"
)


def hands_out(head: str) -> bool:
    """Whether something is being handed out in the sentence so far."""
    return bool(_HANDS_OUT.search(head))


def is_finished(stretch: str, head: str) -> bool:
    """Whether any verb at all stands finished before the number, and none of a resident's: `安顿了13户`."""
    verb = governor(stretch)
    theirs = (
        is_told(head)
        or (verb is not None and verb["own"])
        or _SAID_HERE.search(stretch)
        or re.search(r"[某他她]|家里|自己", stretch)
    )
    return not theirs and bool(re.search(r"[一-鿿](?:了|好|齐|完|出|上来|下来)$", stretch))


def is_listed(stretch: str, head: str, after: str, unit: str) -> bool:
    """Whether the number stands in a bare list under an act: `发救灾物资：棉帐篷6顶，折叠床20张`. `after` goes on to the end of the sentence."""
    if not _THING.fullmatch(stretch.rsplit("、", 1)[-1]) or governor(stretch) is not None or is_told(head):
        return False
    if re.search(r"家(?:里|中)?有|缺|想|要|说|讲|每|欠", head) or not re.match(r"[一-鿿]{0,4}(?:[，。；、,\s]|$)", after):
        return False
    if unit in {"人", "户"}:
        return bool(_PEOPLE_WORK.search(head))
    return bool(
        _HANDS_OUT.search(head)
        or re.search(r"入库|到位|备(?:好|齐|足)", head)
        or _WORKS.search(head)
        or _HANDED_LATER.search(after)
    )


def all_of_them(stretch: str, after: str) -> bool:
    """Whether that many people or households did together what is told: `九户全部签字`, `七个人背上去`."""
    verb = governor(stretch)
    return (
        (verb is None or not verb["own"]) and not re.search(r"(?<!把)(?:家里|他家|她家)", stretch) and bool(_ALL_OF.match(after))
    )
