"""The journal is never edited: the database itself refuses an UPDATE of an event."""

from django.db import migrations

SQLITE = """
CREATE TRIGGER event_never_edited BEFORE UPDATE ON event
BEGIN SELECT RAISE(ABORT, 'the journal is never edited'); END
"""
POSTGRES = """
CREATE FUNCTION event_never_edited() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'the journal is never edited'; END $$;
CREATE TRIGGER event_never_edited BEFORE UPDATE ON event FOR EACH ROW EXECUTE FUNCTION event_never_edited();
"""


def forbid(apps, schema_editor):
    schema_editor.execute(POSTGRES if schema_editor.connection.vendor == "postgresql" else SQLITE)


def allow(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP FUNCTION event_never_edited() CASCADE")
    else:
        schema_editor.execute("DROP TRIGGER event_never_edited")


class Migration(migrations.Migration):
    dependencies = [("journal", "0001_initial")]
    operations = [migrations.RunPython(forbid, allow)]
