from django.db import migrations

# As in ground/staff/first_roles.py, for installations whose roles stand already.
RIGHTS = {"admin": ("open311.manage",), "clerk": ("open311.send",), "county": ("open311.send",)}


def grant(apps, schema_editor):
    Role = apps.get_model("staff", "Role")
    for role in Role.objects.filter(key__in=RIGHTS):
        role.verbs = [*role.verbs, *(verb for verb in RIGHTS[role.key] if verb not in role.verbs)]
        role.save(update_fields=["verbs"])


class Migration(migrations.Migration):
    dependencies = [("open311", "0001_initial"), ("staff", "0002_first_roles")]
    operations = [migrations.RunPython(grant, migrations.RunPython.noop)]
