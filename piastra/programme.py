"""The programme as annex B of the public notice states it. Amounts in euro.

What the annex does not say (start date, CUP, split over the lines, legal names) is never invented here:
the staff enter it.
"""

from decimal import Decimal

from django.db import transaction

from budget.models import Action, Programme
from members.models import Objective, Theme

TITLE = "Programma di coworking tematico"
FUNDING = "La Piastra: sicurezza e qualità della vita nel verde – Bando Periferie"
TOTAL = Decimal("146400.00")
RESERVED = Decimal("14640.00")
MANAGED = Decimal("131760.00")

THEMES = [
    ("green-economy", "Green economy", "Green economy"),
    ("eco-innovazione", "Eco-innovazione", "Eco-innovation"),
    (
        "filiera-bio",
        "Filiera bio-produzione e bio-consumo",
        "Bio-production and bio-consumption chain",
    ),
    ("consumi-energetici", "Riduzione dei consumi energetici", "Reduction of energy consumption"),
    (
        "efficienza-edifici",
        "Efficientamento degli edifici privati e pubblici",
        "Efficiency of private and public buildings",
    ),
    ("mobilita-sostenibile", "Mobilità sostenibile", "Sustainable mobility"),
    ("qualita-ambientale", "Qualità ambientale", "Environmental quality"),
]

OBJECTIVES = [
    (
        "occupazione-giovanile",
        "Riutilizzare spazi vuoti per favorire l’occupazione giovanile",
        "Re-use empty rooms for youth employment",
    ),
    (
        "idee-e-competenze",
        "Sviluppare idee e competenze innovative nella qualità ambientale, con tecnologie condivise",
        "Develop innovative ideas and skills in environmental quality, with shared technology",
    ),
    (
        "aziende-e-innovatori",
        "Contaminare le aziende locali con il mondo degli innovatori digitali",
        "Bring local firms and digital innovators together",
    ),
    (
        "filiera-eco-alimentare",
        "Sviluppare la filiera di produzione e fruizione eco-alimentare",
        "Develop the eco-food chain",
    ),
]

ACTIONS = [
    ("allestimento", "Allestimento dello spazio", "Fitting out the space"),
    (
        "staff-e-governance",
        "Staff building con i partner e piano di governance",
        "Staff building with the partners and governance plan",
    ),
    ("business-plan", "Elaborazione del business plan", "Business plan"),
    ("eventi", "Promozione e organizzazione di eventi", "Promotion and organisation of events"),
]


@transaction.atomic
def load() -> Programme:
    """Write the programme's facts; what the staff entered since is kept. Safe to run at every start."""
    for model, rows in ((Theme, THEMES), (Objective, OBJECTIVES), (Action, ACTIONS)):
        for order, (slug, italian, english) in enumerate(rows, start=1):
            names = {"order": order, "name_it": italian, "name_en": english}
            model.objects.update_or_create(slug=slug, defaults=names)
    programme, _made = Programme.objects.get_or_create(
        id=1,
        defaults={
            "title": TITLE,
            "funding": FUNDING,
            "total": TOTAL,
            "reserved": RESERVED,
            "managed": MANAGED,
        },
    )
    return programme
