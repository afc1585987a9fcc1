"""Whether whoever asked agreed to have their words shown to everybody, without their name (the wall of wishes)."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("matters", "0005_lists_in_order")]
    operations = [migrations.AddField("judgement", "public", models.BooleanField(default=False))]
