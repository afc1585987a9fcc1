"""Example rhythms, marked unconfirmed: how often to call on whom is local (RULES.md gives no national value)."""

from datetime import date

from django.db import migrations

EXAMPLES = (
    ("监测对象", 30), ("独居老人", 30), ("留守儿童", 30), ("留守老人", 30), ("特困供养", 30), ("低保", 60), ("残疾", 60), ("脱贫户", 90),
    ("困难党员", 90),
)  # fmt: skip


def fill(apps, schema_editor):
    Rhythm = apps.get_model("visits", "VisitRhythm")
    rows = [
        Rhythm(group=g, days=d, from_on=date(2020, 1, 1), source="示例，请按当地约定改", confirmed=False) for g, d in EXAMPLES
    ]
    Rhythm.objects.bulk_create(rows, ignore_conflicts=True)


class Migration(migrations.Migration):
    dependencies = [("visits", "0001_initial")]
    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
