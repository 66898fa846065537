"""How each verb is done: organisations and their people."""

from django.utils import timezone

from members.models import Import, ImportRow, Invitation, OrganisationPerson
from members.tests.factories import ApplicationFactory, OrganisationFactory
from piastra.tests.guards.recipes.world import Call, recipe


def _one(world, *, name="Studio", manager=True):
    """An organisation, with Ada in it, who manages it, and Bea."""
    made = OrganisationFactory(name=name)
    for person, is_manager in ((world.ada, manager), (world.bea, False)):
        OrganisationPerson.objects.create(organisation=made, person=person, is_manager=is_manager)
    return made


@recipe("members.find_or_make")
def _(world):
    return Call({"by": world.staff, "name": "Studio"}, writes=("organisation_kept",))


@recipe("members.keep_organisation")
def _(world):
    facts = {"name": "Studio Adda", "tax_code": "01234567890", "offers": "Consulenza"}
    given = {"by": world.ada, "organisation": _one(world), **facts}
    return Call(given, writes=("organisation_kept",))


@recipe("members.add_person")
def _(world):
    given = {"by": world.staff, "organisation": OrganisationFactory(), "person": world.ada}
    return Call(given, writes=("organisation_joined",))


@recipe("members.set_manager")
def _(world):
    given = {"by": world.staff, "organisation": _one(world), "person": world.bea}
    return Call(given | {"is_manager": True}, writes=("organisation_manager",))


@recipe("members.remove_person")
def _(world):
    given = {"by": world.ada, "organisation": _one(world), "person": world.bea}
    return Call(given, writes=("organisation_left",))


@recipe("members.leave")
def _(world):
    given = {"by": world.bea, "organisation": _one(world)}
    return Call(given, writes=("organisation_left",))


@recipe("members.invite_person")
def _(world):
    given = {"by": world.ada, "organisation": _one(world), "email": "nuova@example.org"}
    return Call(given | {"language": "en"}, writes=("invited",), tells=("nuova",))


@recipe("members.take_in")
def _(world):
    application = ApplicationFactory(
        applicant=world.applicant, under_review=True, kind="organisation", organisation="Ente"
    )
    named = Invitation(first_name="Nuova", last_name="Nata", email="nuova@example.org")
    given = {"by": world.staff, "application": application, "people": [named]}
    writes = ("organisation_kept", "organisation_joined", "invited")
    return Call(given, writes=writes, tells=("nuova",))


@recipe("members.merge")
def _(world):
    given = {"by": world.staff, "kept": OrganisationFactory(name="Altro"), "gone": _one(world)}
    return Call(given, writes=("organisations_merged",))


FILE = b"nome;tipo\nCooperativa Adda;associazione\n"


def _brought(world, **fields) -> Import:
    made = Import.objects.create(kind="organisations", name="a.csv", by=world.staff, **fields)
    ImportRow.objects.create(brought=made, number=2, cells={"name": "Cooperativa Adda"})
    return made


@recipe("members.bring_file")
def _(world):
    given = {"by": world.staff, "kind": "organisations", "content": FILE, "name": "a.csv"}
    return Call(given, writes=("file_brought",))


@recipe("members.begin_import")
def _(world):
    given = {"by": world.staff, "brought": _brought(world, checked_at=timezone.now())}
    return Call(given, writes=("import_begun",))
