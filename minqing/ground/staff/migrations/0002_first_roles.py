from django.db import migrations


def fill(apps, schema_editor):
    from minqing.ground.staff.first_roles import ROLES

    Role = apps.get_model("staff", "Role")
    Role.objects.bulk_create([Role(key=key, name=name, verbs=verbs) for key, name, verbs in ROLES], ignore_conflicts=True)


class Migration(migrations.Migration):
    dependencies = [("staff", "0001_initial")]
    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
