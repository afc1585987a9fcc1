"""Example deadlines, marked unconfirmed: they are local everywhere (RULES.md 5.1)."""

from datetime import date

from django.db import migrations

EXAMPLES = (
    ("need", "", 7, "wd", "示例：一般诉求 7 个工作日，请按当地规定改"),
    ("need", "safety", 1, "wd", "示例：涉及安全 1 个工作日，请按当地规定改"),
    ("wish", "", 30, "d", "示例：微心愿 30 天，请按当地规定改"),
)


def fill(apps, schema_editor):
    Rule = apps.get_model("matters", "DeadlineRule")
    rows = [
        Rule(kind=kind, category=category, amount=amount, unit=unit, from_on=date(2020, 1, 1), source=source, confirmed=False)
        for kind, category, amount, unit, source in EXAMPLES
    ]
    Rule.objects.bulk_create(rows, ignore_conflicts=True)


class Migration(migrations.Migration):
    dependencies = [("matters", "0001_initial")]
    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
