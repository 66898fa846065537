"""How each verb is done: one's own name, the copy of one's data, erasure."""

from datetime import timedelta

from django.core.files.base import ContentFile
from django.utils import timezone

from members.models import DataExport, ErasureRequest
from piastra.tests.guards.recipes.world import FRIDAY, MONDAY, Call, recipe


def asked(world, **changes) -> ErasureRequest:
    return ErasureRequest.objects.create(person=world.ada, **{"due": FRIDAY, **changes})


def made(world, **changes) -> DataExport:
    row = DataExport(person=world.ada, language="en", made_at=timezone.now(), **changes)
    row.file.save("copia.zip", ContentFile(b"PK"))
    return row


@recipe("members.change_own_name")
def _(world):
    return Call(
        {"by": world.ada, "first_name": "Adele", "last_name": "Neri"},
        writes=("own_name_changed",),
        tells=("ada",),
    )


@recipe("members.ask_export")
def _(world):
    return Call({"by": world.ada}, writes=("export_asked",))


@recipe("members.open_export")
def _(world):
    return Call({"by": world.ada, "export": made(world)}, writes=("export_taken",))


@recipe("members.clear_exports")
def _(world):
    made(world, asked_at=timezone.now() - timedelta(days=9))
    return Call({}, writes=())


@recipe("members.ask_erasure")
def _(world):
    return Call({"by": world.ada}, writes=("erasure_asked",), tells=("ada",))


@recipe("members.withdraw_erasure")
def _(world):
    return Call({"by": world.ada, "request": asked(world)}, writes=("erasure_withdrawn",))


@recipe("members.refuse_erasure")
def _(world):
    given = {"by": world.staff, "request": asked(world), "reason": "C’è una causa in corso."}
    return Call(given, writes=("erasure_refused",), tells=("ada",))


@recipe("members.erase_person")
def _(world):
    world.booking()
    return Call({"request": asked(world, due=MONDAY)}, writes=("erased", "cancelled"))


@recipe("members.erase_all_due")
def _(world):
    asked(world, due=MONDAY)
    return Call({}, writes=("erased",))
