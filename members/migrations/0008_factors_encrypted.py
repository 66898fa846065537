"""Secrets of second factors that lie in clear are encrypted; those that are already stay as they are."""

from django.db import migrations

from members.authentication import locked_away

#: How every encrypted text begins (Fernet, version 0x80); no secret of allauth's does.
ENCRYPTED = "gAAAAA"


def _each(apps, change) -> None:
    factors = apps.get_model("mfa", "Authenticator").objects.filter(type__in=locked_away.NAMES)
    for factor in factors.iterator():
        name = locked_away.NAMES[factor.type]
        factor.data[name] = change(factor.data[name])
        factor.save(update_fields=["data"])


def encrypt(apps, _editor) -> None:
    def change(text):
        return text if text.startswith(ENCRYPTED) else locked_away.encrypt(text)

    _each(apps, change)


def decrypt(apps, _editor) -> None:
    _each(apps, locked_away.decrypt)


class Migration(migrations.Migration):
    dependencies = [
        ("members", "0007_invitations_know_names"),
        ("mfa", "0003_authenticator_type_uniq"),
    ]

    operations = [migrations.RunPython(encrypt, decrypt)]
