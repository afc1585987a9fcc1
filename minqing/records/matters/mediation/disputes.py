"""Lists and rules of people's mediation as words: classes, origins, stages, ways on, what the law says next (RULES.md 4).

The law is 人民调解法 (2010). Its articles are named beside each rule.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from minqing.lib import days

if TYPE_CHECKING:
    from minqing.records.matters.models.dispute import Dispute

# Statistics classes of the monthly form of judicial offices (黄石 2016; 村务管理 is added by others), in the form's order.
CLASSES = {
    "family": "婚姻家庭", "neighbour": "邻里", "house": "房屋、宅基地", "land": "山林、土地", "demolition": "征地拆迁", "damage": "损害赔偿",
    "contract": "合同", "business": "生产经营", "labour": "劳动争议", "traffic": "道路交通事故", "medical": "医疗", "property": "物业",
    "pollution": "环境污染", "consumer": "消费", "village": "村务管理", "other": "其他",
}  # fmt: skip
# art. 17: on application or of one's own accord; others hand over what they were asked.
ORIGINS = {"own": "主动调解", "applied": "申请调解", "handed": "接受委托移送"}
# The four steps of 梨树县's one-stop mediation (MECHANISMS.md D3).
STAGES = {"law": "普法教育", "self": "自行和解", "source": "源头化解", "joint": "多方联动"}
FORMS = {"written": "书面协议", "oral": "口头协议", "self": "自行和解"}
WAYS = {"spot": "当面", "online": "线上", "phone": "电话"}
SIDES = {"applicant": "申请人", "respondent": "被申请人", "third": "第三人"}
SIGNED = {"sign": "签名", "finger": "按手印", "online": "线上确认"}
PREVENTED = {"crime": "防止民转刑", "petition": "防止群体性上访", "force": "防止械斗、自杀"}
# art. 26: what must be told when mediation fails.
OTHER_WAYS = {"arbitration": "申请仲裁", "administration": "找行政机关处理", "court": "到法院起诉"}
# art. 33; 民事诉讼法 (2023) art. 205: together, within this many days of the agreement's validity.
COURT_DAYS = 30
# The classes in which an agreement may be about identity, adoption or marriage status (法释〔2011〕5号 art. 4).
OF_STATUS = ("family",)

# The states in which the parties still come together to talk.
TALKED_OVER = ("new", "talking", "awaiting", "signing")
# What stands beside the part of a mediator whom a party did not want (art. 23).
DECLINED = "当事人谢绝"
FEW = "先把双方都记上，至少两方，才能开始调解。"
FREE = "调解不收钱，双方自愿；不愿意的，随时可以停，也可以走仲裁、行政、打官司的路。"


def two_parties(matter: Any) -> bool:
    """Whether at least two parties are known: before that there is nothing to mediate between."""
    return bool(matter.parties.filter(out_on=None).count() >= 2)


def some_party(matter: Any) -> bool:
    """Whether there is a party that could be taken out."""
    return bool(matter.parties.filter(out_on=None).exists())


def some_link(matter: Any) -> bool:
    """Whether a party has a link to the room."""
    return bool(matter.parties.filter(out_on=None).exclude(room_key="").exists())


def all_signed(matter: Any) -> bool:
    """Whether the written agreement bears everything that makes it valid (art. 29)."""
    agreement = matter.agreements.filter(ended_on=None).first()
    return agreement is not None and not agreement.missing()


def all_content(matter: Any) -> bool:
    """Whether every party said that the agreement was kept."""
    agreement = matter.agreements.filter(ended_on=None).first()
    return agreement is not None and not agreement.unheard()


def court_until(agreement: Any) -> date | None:
    """The last day for asking a court to confirm an agreement; None where that is not possible (art. 33)."""
    if agreement is None or agreement.valid_on is None or agreement.status_matter:
        return None
    until: date = agreement.valid_on + timedelta(days=COURT_DAYS)
    return until


def what_next(state: str, dispute: Dispute | None, agreement: Any, *, parties: int, on: date) -> str:
    """What the law asks for next, in one plain sentence."""
    if state in ("new", "talking", "awaiting") and parties < 2:
        return FEW
    if state == "new":
        return "双方记齐了。受理后就可以调解：不收钱，双方自愿，当事人可以另选调解员（人民调解法第 4、13、23 条）。"
    if state in ("talking", "awaiting"):
        if dispute is not None and dispute.police_on:
            return "可能涉及治安、刑事的部分已经报给公安，其余的接着调；不能拿调解挡着公安办案（第 25 条）。"
        return "谈成了，可以写协议书，也可以口头约定、由调解员登记；谈不成就停，告诉双方还能走哪几条路（第 26、28 条）。"
    if state == "signing":
        missing = agreement.missing() if agreement is not None else []
        return f"协议书还差：{'、'.join(missing)}。齐了才生效（第 29 条）。" if missing else "都签齐了，按「协议生效」。"
    if state == "performing":
        return f"协议管用了。到日子去回访，双方都说履行了才算完；没履行就接着调（第 31 条）。{_court(dispute, agreement, on)}"
    if state == "ended":
        return "已经停了。双方仍然可以仲裁、找行政机关、打官司，哪条路都不拦（第 3、26 条）。"
    return _court(dispute, agreement, on) if state == "done" else ""


def _court(dispute: Dispute | None, agreement: Any, on: date) -> str:
    if dispute is not None and dispute.court_on:
        return f"已在 {days.in_words(dispute.court_on, on)} 一起申请司法确认。"
    until = court_until(agreement)
    if until is None or until < on:
        return ""
    return f"双方愿意的话，{days.in_words(until, on)}前可以一起去法院申请司法确认（还有 {(until - on).days} 天，第 33 条）。"
