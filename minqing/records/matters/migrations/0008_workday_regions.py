"""Corrected working days belong to a region: one county's make-up day changed every other county's limits.

A row's key was its day, so the table is written anew. Whose a day was stands in the journal; what nobody noted holds everywhere,
as it did.
"""

from typing import Any

from django.db import migrations, models

import minqing.lib.fields


def take_over(apps: Any, _: object) -> None:
    """Each old row becomes one of the region that last set it."""
    Old, New = apps.get_model("matters", "OldWorkdayChange"), apps.get_model("matters", "WorkdayChange")
    Event = apps.get_model("journal", "Event")
    noted = Event.objects.filter(object_type="matters.workdaychange", verb="rule.change").order_by("id")
    regions = dict(noted.values_list("object_id", "place"))
    rows = Old.objects.values_list("day", "works", "source")
    New.objects.bulk_create(
        New(region=regions.get(day.isoformat(), ""), day=day, works=works, source=source) for day, works, source in rows
    )


class Migration(migrations.Migration):
    dependencies = [("matters", "0007_offices_hands"), ("journal", "0002_never_edited")]

    operations = [
        migrations.RenameModel("WorkdayChange", "OldWorkdayChange"),
        migrations.AlterModelTable("OldWorkdayChange", "workday_change_old"),
        migrations.CreateModel(
            name="WorkdayChange",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("region", minqing.lib.fields.CodeField(blank=True, max_length=40)),
                ("day", models.DateField()),
                ("works", models.BooleanField()),
                ("source", models.CharField(max_length=200)),
            ],
            options={
                "db_table": "workday_change",
                "constraints": [models.UniqueConstraint(fields=("region", "day"), name="workday_change_once")],
            },
        ),
        migrations.RunPython(take_over, migrations.RunPython.noop),
        migrations.DeleteModel("OldWorkdayChange"),
    ]
