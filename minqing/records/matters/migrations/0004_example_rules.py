"""Example reasons and limits by urgency, marked unconfirmed: they are local everywhere (RULES.md 5.1)."""

from datetime import date

from django.db import migrations

SINCE = date(2020, 1, 1)
LOCAL = "示例，请按当地规定改"
REASONS = (
    ("return", "return_duty", "不在职责清单里"),
    ("return", "return_area", "不在管辖范围"),
    ("return", "return_upper", "要上一级协调"),
    ("return", "return_facts", "情况不清，要补充"),
    ("return", "return_same", "已经在另一件里办"),
    ("exclude", "duplicate", "和另一件重复"),
    ("exclude", "law", "超出法律法规和政策"),
    ("exclude", "not_ours", "不归这里管"),
    ("exclude", "court", "已经在诉讼、仲裁、信访里"),
    ("exclude", "nobody", "查无此人此事"),
    ("exclude", "spam", "不是正经事（广告、乱填）"),
    ("refuse", "refuse_kin", "调解员和对方沾亲带故"),
    ("refuse", "refuse_interest", "这件事和调解员有关系"),
    ("refuse", "refuse_unfair", "觉得不公道"),
    ("refuse", "refuse_wish", "想请另一位"),
    ("stop", "stop_refused", "有一方不愿意调解"),
    ("stop", "stop_failed", "谈不拢"),
    ("stop", "stop_time", "到期没谈成"),
    ("stop", "stop_away", "找不到当事人"),
    ("stop", "stop_elsewhere", "已经去仲裁、打官司了"),
    ("stop", "stop_police", "归公安办"),
)
# 2 h / 24 h / 7 d / 15 d: RULES.md 5.1, Beijing (secondary source).
LIMITS = (
    ("need", "emergency", "", 2, "h"), ("need", "lifeline", "", 24, "h"), ("need", "difficult", "", 15, "d"),
    # No law sets a time for mediation; local rules commonly a month (RULES.md 4).
    ("dispute", "", "", 30, "d"),
    ("enterprise", "", "", 20, "wd"), ("monitor", "", "", 15, "d"),
    ("", "emergency", "respond", 2, "h"), ("", "", "respond", 2, "wd"),
)  # fmt: skip


def fill(apps, schema_editor):
    Reason, Rule = apps.get_model("matters", "Reason"), apps.get_model("matters", "DeadlineRule")
    Reason.objects.bulk_create(
        [
            Reason(list=list_, key=key, title=title, rank=rank, from_on=SINCE, source=LOCAL, confirmed=False)
            for rank, (list_, key, title) in enumerate(REASONS)
        ],
        ignore_conflicts=True,
    )
    Rule.objects.bulk_create(
        [
            Rule(kind=kind, urgency=urgency, step=step, amount=amount, unit=unit, from_on=SINCE, source=LOCAL, confirmed=False)
            for kind, urgency, step, amount, unit in LIMITS
        ],
        ignore_conflicts=True,
    )


class Migration(migrations.Migration):
    dependencies = [("matters", "0003_many_hands")]
    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
