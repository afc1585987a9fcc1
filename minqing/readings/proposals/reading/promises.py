"""The first day by which somebody who undertook to act has promised a next step."""

import re
from bisect import bisect_right

from minqing.lib import days
from minqing.lib.words import Clause
from minqing.readings.proposals.reading import cues
from minqing.readings.proposals.reading.pieces import FollowUp

_OWN = re.compile(
    r"(?:儿子|女儿|闺女|姑娘|孙子|孙女|媳妇|老伴|老公|丈夫|爱人|娃|孩子|儿媳|弟|哥|姐|妹|他爸|她爸|他妈|她妈|男人|"
    r"爹|阿爸|阿妈|家人|小两口|亲戚|侄|老板|房东|女婿|老头)[^，。；]{0,8}$"
)
_OWN_AFTER = re.compile(
    r"^(?:才|就|要|再|能|会|可|将)?(?:从[^，。；]{1,6})?(?:才|就|要|再|能|会)?(?:回(?!某(?!家)|[^，。家]{1,3}(?:总|师傅|经理|书记|主任)|话|复|信|音讯|执|头|应|访|音|来看|来给)|结婚|"
    r"办喜|办酒|满月|过寿|做寿|摆酒|出嫁|生(?!产)|手术|做手术|开刀|出院|住院|开学|放假|高考|中考|考试|返校|报到|"
    r"打工|外出|出门|外出务工|摆[^，。]{0,2}(?:酒|席)|赶(?:集|场|街|圩)(?=$|[，。；]|去$|卖)|走亲|相亲|订婚|定亲|领证|上坟|扫墓|杀年猪|动身|交(?:货|房租|租|学费|单)|发货|出货|停(?:水|电|气)|起?(?:实施|执行|施行|生效)|有寒潮|寒潮|刮风|开考|冬至|立冬|搬家|生日|到账|发放|发钱|打卡|到卡|进账|发(?:工资|养老|低保)|收割|收(?!集|拾|运|费|"
    r"缴|走)|杀猪|下崽|去(?:打工|上学|医院|住院|读书|做手术|省城|广东|北京|复诊|看病|化疗|透析|面试|上班)|发(?=$|[，。；])|开园|开业(?!指导)|"
    r"到期|截止|过期|立春|出栏|上市|吃席|复诊|化疗|透析|预产|寄到|请我|出殡|下葬|过年|过节|有雨|有雪|下雨|降温|"
    r"有台风|来台风|高考|升学|是他|是她|是集)"
)
_PAST_AFTER = re.compile(r"^[^，。；]{0,10}(?:摔的|走的|生的|没的|办的|来的|去的|买的|种的|住的|修的|断的|坏的|过的)")
_WORKER = re.compile(
    r"我|村里|村上|社区|镇|乡|县|站|所|局|物业|师傅|厂家|施工|答应|说好|讲好|约|联系|跟|对接|通知|队|公司|银行|"
    r"医院|电工|供电|水务|水利|民政|残联|合作社|农商行|城管"
)
_RECURRING = re.compile(r"每(?:周|月|年|天|个|逢|隔)|一般|平时|逢")


def follow_up(
    text: str, plain: str, parts: list[Clause], *, coming: list[days.Said], home_at: list[tuple[int, str | None]], veiled: str
) -> FollowUp | None:
    """The earliest promised day of those said (`coming`), or None. `home_at` tells from which place on which household is spoken of; `veiled` is the text with the names made 某."""
    best: FollowUp | None = None
    for said in coming:
        n = bisect_right(parts, said.start, key=lambda p: p.start) - 1
        part = parts[n] if n >= 0 and said.start < parts[n].end else None
        if part is None or not _promised(veiled, said, part):
            continue
        if best is None or said.on < best.on:
            start, end = _words(plain, part, said)
            m = bisect_right(home_at, said.end, key=lambda h: h[0]) - 1
            household = home_at[m][1] if m >= 0 else None
            best = FollowUp(said.on, text[start:end], household, (start, end))
    return best


def _promised(plain: str, said: days.Said, part: Clause) -> bool:
    before, after = plain[max(part.start, said.start - 60) : said.start], plain[said.end : min(part.end, said.end + 60)]
    after = re.sub(r"^(?:之?前|以前|以内|之内|左右|上午|下午|早上|一早|晚上|中午|早|晚|那天|的时候|再|又)+", "", after)
    nexts = plain[part.end : part.end + 16]
    if cues.is_over(plain[part.start : part.end], plain[said.start : said.end]):
        return False
    if said.start < 3 and re.match(r"元旦|国庆|五一|春节|七一|劳动", plain[said.start : said.end]):
        return False  # the season of the entry, not a promise
    if _RECURRING.search(before[-6:]) or re.match(r"[楼栋]", after):
        return False
    if _OWN.search(before) and not re.search(r"给[^，。]{0,6}$|陪|帮|带|通知|责令|限|催|答应|保证|承诺", before):
        return False
    if _OWN_AFTER.match(after) or _PAST_AFTER.match(after):
        return False
    if re.match(r"(?:不行|不成|没空|不得空|来不了|不在|有事)", after):
        return False
    if (
        re.search(r"(?:他|她|他们|她们|自己)(?:说|讲)?(?:自己)?$", before)
        and not re.search(r"答应|说好|给他|给她|帮|陪|带|喊|让|叫|催|等|限|要", before)
        and re.match(r"(?:就|要|才|再|自己)?(?:去|回|走|搬|住|买|卖|结|上)", after)
    ):
        return False
    starts = re.search(r"从$", before) and re.match(r"起|开始", after)
    if (
        not starts
        and re.search(
            r"从|自$|到$|至$|上次|去年|上个?月|预约了?|约的?号|号约|挂号|生于|出生|预产期|的票|车票|机票|手术(?:定|排|"
            r"约)|婚期|日子定|开学|截止|到期|放假|发工资|低保金|养老金|补贴款|发下来|补奖",
            before[-10:],
        )
        and not _WORKER.search(before[-10:])
    ):
        return False
    if re.match(r"(?:发|打|到)(?:钱|账|卡|下来|放)", after) and not re.search(r"答应|指定|保证|承诺|说好", before):
        return False
    return not _is_theirs(before, after, nexts, plain[max(0, part.start - 20) : said.start])


def _is_theirs(before: str, after: str, nexts: str, lead: str) -> bool:
    """Whether the day is of the residents' own life, of an appointment, of a rule or of goods on their way. Names are veiled (`某`)."""
    if re.search(r"(?:约|排|挂|预约|交|住|用|吃|欠|付)(?:到|至)了?$", before) or re.search(r"(?:到|至)了$", before):
        return re.match(r"上门|来|到现场|进场", after) is None
    if re.search(r"工作日|平时|平日", lead) and re.match(r"[^，。]{0,3}点", after):
        return True  # opening hours
    if re.match(
        r"[，、]?(?:他|她|某|家里|自家|自己|儿子|女儿|老伴|两口子)(?:说|讲)?(?:自己|自个儿?|各人)(?:去|来|取|弄|办|拿|想)", nexts
    ):
        return True
    if (
        re.match(r"(?:就|才|能|会)?(?:到(?:货|家)?|寄来|送到)?(?:$|[，。])", after)
        and re.search(r"下单|网购|快递|网上买|自己买|发货", lead)
        and re.match(r"[，、]?我", nexts) is None
    ):
        return True
    return bool(
        _THEIRS.search(before)
        and not re.search(r"答应|保证|承诺|说好|讲好|约", before)
        and _GO_ABOUT.match(after)
        and not re.search(r"给|帮|替|社区|村|还|陪|我", after)
    )


# The resident is the doer, and not one who was asked for it or gave his word.
_THEIRS = re.compile(
    r"(?<![跟和给对向找请喊叫帮替催陪送约等让])(?:某|他|她|他们|她们|自己|两口子|老人|大爷|大妈|大娘|大伯|大叔)家?(?:说|讲)?(?:自己|他|她)?$"
)
_GO_ABOUT = re.compile(
    r"(?:就|要|才|再|还)?(?:自己)?(?:去|回(?![话复访音信])|走(?!访)|搬|住|买|卖|结|上(?:街|班|学|县|城|镇|省|坟|山)|收|杀|种|栽|割|赶|吃|办酒|办席|请客|出|坐车|动身|嫁|娶|生|插|砍|采|耕|犁|翻地|打谷|放(?:牛|羊|牧))"
)


def _words(plain: str, part: Clause, said: days.Said) -> tuple[int, int]:
    """The clause of the promise; when it is only the day, the next clause with it."""
    start, end = part.start, part.end
    if end - start > 40:
        start, end = max(start, said.start - 10), min(end, said.end + 30)
    if end - said.end < 2:
        rest = re.match(r"[，,、 ][^，。；！？\n]{1,20}", plain[end:])
        end += rest.end() if rest else 0
    return start, end
