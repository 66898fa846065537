"""An update migrates while the version before serves (docs/deploy.md): it must bear each migration."""

import pytest
from django.apps import apps
from django.conf import settings
from django.db import migrations, models
from django.db.migrations.loader import MigrationLoader

#: Nobody runs an older version than these: the last of each app before the first place began.
FIRST = {"core": 4, "members": 7, "spaces": 8, "events": 3, "budget": 6, "reports": 3}
#: What the version before still reads or writes.
TAKES_AWAY = (
    migrations.RemoveField,
    migrations.DeleteModel,
    migrations.RenameField,
    migrations.RenameModel,
)


def later_migrations():
    for (app, name), migration in sorted(MigrationLoader(None).disk_migrations.items()):
        ours = apps.get_app_config(app).path.startswith(str(settings.BASE_DIR))
        if ours and ".venv" not in apps.get_app_config(app).path and int(name[:4]) > FIRST[app]:
            yield f"{app}.{name}", migration


def why_not_borne(operation) -> str | None:
    """What the version before would stumble on; None if nothing."""
    if isinstance(operation, TAKES_AWAY):
        return f"{operation.describe()}: the version before still uses it"
    if isinstance(operation, migrations.AddField):
        field = operation.field
        if not (field.null or field.many_to_many or field.has_db_default()):
            return f"{operation.describe()}: the version before gives it no value, so it needs db_default"
    return None


def on_what_was_there(migration) -> list:
    """Its operations, but for those on a model that it makes itself: the version before knows nothing of it."""
    made = {
        each.name_lower for each in migration.operations if isinstance(each, migrations.CreateModel)
    }
    return [
        each for each in migration.operations if getattr(each, "model_name_lower", None) not in made
    ]


def test_each_migration_is_one_that_the_version_before_bears():
    refused = [
        f"{name}: {reason}"
        for name, migration in later_migrations()
        for operation in on_what_was_there(migration)
        if (reason := why_not_borne(operation))
    ]
    assert refused == []


@pytest.mark.parametrize(
    ("operation", "is_borne"),
    [
        (migrations.AddField("letter", "note", models.TextField(null=True)), True),
        (migrations.AddField("letter", "note", models.TextField(db_default="")), True),
        (migrations.AddField("letter", "note", models.TextField(default="")), False),
        (migrations.RemoveField("letter", "note"), False),
        (migrations.RenameField("letter", "note", "words"), False),
        (migrations.DeleteModel("letter"), False),
        (migrations.RunSQL("SELECT 1"), True),
    ],
)
def test_what_the_version_before_bears(operation, is_borne):
    assert (why_not_borne(operation) is None) == is_borne
