"""October 2026 of an invented place, as it would be frozen: for tests and for eyes."""

from decimal import Decimal
from random import Random

PEAKS = (21, 46, 70, 66, 44, 29, 43, 63, 66, 41, 20)
WEEK = (0.95, 1.05, 1.12, 1.06, 0.86)


def october(**changes):
    """Frozen figures; `changes` replace whole top-level parts."""
    figures = {
        "schema": "piastra-reports/2",
        "month": "2026-10",
        "edition": {"number": 1, "replaces": None},
        "previous_sha256": "5d1c" * 16,
        "collected_at": "2026-11-02T05:00:00+00:00",
        "demo": True,
        "programme": programme(),
        "occupancy": occupancy(),
        "ramp_up": ramp_up(),
        "people": people(),
        "events": events(),
        "spending": spending(),
    }
    return figures | changes


def of_schema_1(figures):
    """The same month as editions were frozen before days, assignments and demand were counted."""
    occupancy = figures["occupancy"]
    kept = ("code", "name", "kind", "zone", "available", "booked", "used", "estimated")
    cells = ("weekday", "hour", "available", "booked")
    older = {key: value for key, value in occupancy.items() if key != "kind_heat"} | {
        "spaces": [{key: space[key] for key in kept} for space in occupancy["spaces"]],
        "kinds": [
            {key: kind[key] for key in ("kind", "label", "in_target")}
            for kind in occupancy["kinds"]
        ],
        "heat": [{key: cell[key] for key in cells} for cell in occupancy["heat"]],
        "themes": [
            {key: theme[key] for key in ("slug", "name", "people", "booked")}
            for theme in occupancy["themes"]
        ],
    }
    return figures | {"schema": "piastra-reports/1", "occupancy": older}


def programme():
    return {
        "title": "Programma di coworking tematico",
        "funding": "La Piastra: sicurezza e qualità della vita nel verde – Bando Periferie",
        "cup": "",
        "cig": "",
        "total": "146400.00",
        "reserved": "14640.00",
        "managed": "131760.00",
        "allocated": "128500.00",
        "starts_on": "2026-03-23",
        "setup_months": 2,
        "ramp_up_months": 10,
    }


def occupancy():
    spaces = rows()
    return {
        "open_days": 27,
        "people": 38,
        "bookings_due": 402,
        "no_shows": 27,
        "cancelled_in_time": 41,
        "cancelled_late": 9,
        "walk_ins": 14,
        "desk_days_available": of_desks(spaces, "days_available"),
        "desk_days_attended": of_desks(spaces, "days_attended"),
        "peak": {"in_use": 13, "available": 14, "at": "2026-10-21T08:00:00+00:00"},
        "mean_daily_peak": "9.44",
        "kinds": [
            kind("fixed_desk", "Postazione fissa", True, (160, 11, 14, 4, 3), (6, 2, 1, 0, 3)),
            kind("mobile_desk", "Postazione mobile", True, (148, 9, 15, 3, 11), (9, 5, 0, 1, 3)),
            kind("office", "Ufficio privato", True, (58, 4, 7, 1, 0), (1, 0, 0, 0, 1)),
            kind("meeting_room", "Sala riunioni", False, (36, 3, 5, 1, 0), (2, 2, 0, 0, 0)),
        ],
        "spaces": spaces,
        "heat": heat(),
        "kind_heat": [{"kind": "meeting_room", "cells": heat()}],
        "themes": [
            theme("Green economy", 14, 30120),
            theme("Eco-innovazione", 11, 25440),
            theme("Filiera bio-produzione e bio-consumo", 6, 14280),
            theme("Riduzione dei consumi energetici", 9, 19800),
            theme("Efficientamento degli edifici privati e pubblici", 7, 16080),
            theme("Mobilità sostenibile", None, None),
            theme("Qualità ambientale", 12, 22320),
        ],
    }


def theme(name, people, booked):
    return {
        "slug": name.lower().replace(" ", "-"),
        "name": name,
        "people": people,
        "booked": booked,
        "used": booked and booked * 9 // 10,
        "estimated": booked and booked // 10,
    }


def kind(value, label, in_target, bookings, requests):
    """A kind of place; `bookings` (due, missed, cancelled in time, late, walk-ins), `requests` (asked, …)."""
    due, missed, in_time, late, walk_ins = bookings
    asked, served, declined, expired, unmet = requests
    return {
        "kind": value,
        "label": label,
        "in_target": in_target,
        "bookings_due": due,
        "no_shows": missed,
        "cancelled_in_time": in_time,
        "cancelled_late": late,
        "walk_ins": walk_ins,
        "asked": asked,
        "served": served,
        "declined": declined,
        "expired": expired,
        "unmet": unmet,
        "asked_minutes": asked * 270,
        "unmet_minutes": unmet * 270,
    }


def of_desks(spaces, key):
    return sum(space[key] for space in spaces if space["kind"] in ("fixed_desk", "mobile_desk"))


def rows():
    chance = Random(2026)
    shelf = [("F", 8, "fixed_desk", "Sala Adda"), ("M", 6, "mobile_desk", "Sala Mallero")]
    shelf += [("U", 6, "office", "Corridoio"), ("R", 2, "meeting_room", "Ala nord")]
    found = []
    for letter, count, kind, zone in shelf:
        for place in range(1, count + 1):
            available = 16020 - (1260 if (letter, place) == ("M", 4) else 0)
            share = 0 if (letter, place) == ("U", 6) else chance.uniform(0.25, 0.82)
            booked = round(available * share / 60) * 60
            used = round(booked * chance.uniform(0.8, 0.95) / 30) * 30
            found.append(
                {
                    "code": f"{letter}{place:02d}",
                    "name": f"Sala {('Bernina', 'Disgrazia')[place - 1]}" if letter == "R" else "",
                    "kind": kind,
                    "zone": zone,
                    "available": available,
                    "booked": booked,
                    "used": used,
                    "estimated": round(used * chance.uniform(0, 0.2) / 30) * 30,
                    **days(kind, place, available, used),
                }
            )
    return found


def days(kind, place, available, used):
    """Days of ten hours; every third fixed desk and every office but the last are assigned."""
    open_days, can_be = round(available / 600), kind in ("fixed_desk", "office")
    assigned = can_be and (place % 3 == 1 if kind == "fixed_desk" else place < 6)
    released = 270 if place % 4 == 3 else 0
    return {
        "days_available": open_days,
        "days_attended": min(open_days, round(used / 420)),
        "days_assignable": open_days if can_be else 0,
        "days_assigned": open_days - place if assigned else 0,
        "released": released,
        "recovered": released // 90 * 60 if place == 3 else 0,
    }


def heat():
    cells = []
    for weekday, factor in enumerate(WEEK):
        for place, percentage in enumerate(PEAKS):
            available = 20 * 60 * (5 if weekday in (3, 4) else 4)
            booked = round(available * min(percentage * factor, 100) / 100)
            cells.append(cell(weekday, 8 + place, available, booked))
    for place, percentage in enumerate((18, 30, 27, 15)):
        available = 20 * 60 * 5
        cells.append(cell(5, 9 + place, available, available * percentage // 100))
    return cells


def cell(weekday, hour, available, booked):
    return {
        "weekday": weekday,
        "hour": hour,
        "available": available,
        "booked": booked,
        "used": booked * 9 // 10,
        "estimated": booked // 20,
    }


def ramp_up():
    rates = (0, 0.062, 0.175, 0.262, 0.331, 0.216, 0.484, 0.561)
    months = [(2026 + (month - 1) // 12, (month - 1) % 12 + 1) for month in range(3, 3 + 12)]
    return [
        {
            "month": f"{year}-{month:02d}",
            "number": place + 1,
            "target": str(Decimal(max(place + 1 - 2, 0)) / 10),
            "available": 300000 if place < 7 else total("available"),
            "booked": round(300000 * rates[place]) if place < 7 else total("booked"),
        }
        if place < 8
        else {
            "month": f"{year}-{month:02d}",
            "number": place + 1,
            "target": str(Decimal(place + 1 - 2) / 10),
            "available": None,
            "booked": None,
        }
        for place, (year, month) in enumerate(months)
    ]


def total(key):
    return sum(row[key] for row in rows() if row["kind"] != "meeting_room")


def people():
    return {
        "active_members": 41,
        "new_members": 6,
        "applications_received": 9,
        "admitted": 6,
        "not_admitted": None,
        "pending": None,
        "by_kind": [
            {"kind": "student", "label": "Giovane studente", "people": 8},
            {"kind": "graduate", "label": "Neolaureato o neolaureata", "people": 11},
            {"kind": "researcher", "label": "Ricercatore o ricercatrice", "people": None},
            {"kind": "entrepreneur", "label": "Neoimprenditore o neoimprenditrice", "people": 15},
            {"kind": "organisation", "label": "Ente o organizzazione", "people": None},
        ],
        "by_theme": [],
    }


def events():
    return [
        {
            "title": "Open day: la Piastra apre le porte",
            "start": "2026-10-03T08:00:00+00:00",
            "theme_names": ["Green economy"],
            "objective": "Riutilizzare spazi vuoti per favorire l’occupazione giovanile",
            "capacity": 60,
            "registered": 52,
            "attended": 47,
        },
        {
            "title": "Comunità energetiche: da dove si comincia",
            "start": "2026-10-15T16:00:00+00:00",
            "theme_names": ["Riduzione dei consumi energetici", "Qualità ambientale"],
            "objective": "Sviluppare idee e competenze innovative",
            "capacity": 30,
            "registered": 28,
            "attended": 22,
        },
        {
            "title": "Filiere corte in Valtellina",
            "start": "2026-10-29T15:30:00+00:00",
            "theme_names": ["Filiera bio-produzione e bio-consumo"],
            "objective": "Sviluppare la filiera eco-alimentare",
            "capacity": 30,
            "registered": 19,
            "attended": None,
        },
    ]


LINES = (
    ("A1", "Arredi e postazioni", "Allestimento dello spazio", 34000, 2400, 30150, 28950),
    ("A2", "Impianti, rete e sicurezza", "Allestimento dello spazio", 18500, 0, 16240, 16240),
    (
        "B1",
        "Personale e accoglienza",
        "Staff building e piano di governance",
        38000,
        6000,
        20900,
        18300,
    ),
    (
        "B2",
        "Formazione dei partner",
        "Staff building e piano di governance",
        7000,
        1500,
        2480,
        2480,
    ),
    ("C1", "Business plan", "Elaborazione del business plan", 9000, 3660, 3660, 1830),
    ("D1", "Eventi", "Promozione e organizzazione di eventi", 14000, 1100, 6310, 5120),
    ("D2", "Comunicazione", "Promozione e organizzazione di eventi", 8000, 450, 3975, 3600),
)


def spending():
    paper, paid = documents(), payments()
    return {
        "lines": [
            {
                "code": code,
                "name": name,
                "action": action,
                "planned": f"{planned}.00",
                "committed": f"{committed}.00",
                "incurred": f"{incurred}.00",
                "paid": f"{settled}.00",
                "available": f"{planned - committed - incurred}.00",
            }
            for code, name, action, planned, committed, incurred, settled in LINES
        ],
        "history": history(),
        "documents": paper,
        "payments": paid,
        "warnings": [
            "Manca il CUP sulla fattura 114/A di Arredi Valtellina S.r.l.",
            "La fattura 61 di Studio Orobie Progetti non è ancora pagata per intero.",
        ],
        "instalments_received": "73200.00",
    }


def history():
    incurred = amounts("0", "14200", "31800", "45150", "54210", "58900", "70701.02", "83715")
    settled = amounts("0", "6100", "26400", "40200", "50120", "56700", "65945.26", "76520")
    return [
        {
            "month": f"2026-{month:02d}",
            "incurred": f"{incurred[place] - (incurred[place - 1] if place else 0)}",
            "paid": f"{settled[place] - (settled[place - 1] if place else 0)}",
            "cumulative_incurred": f"{incurred[place]}",
            "cumulative_paid": f"{settled[place]}",
        }
        for place, month in enumerate(range(3, 11))
    ]


def amounts(*written):
    return [Decimal(amount).quantize(Decimal("0.01")) for amount in written]


PAPER = (
    (
        "114/A",
        "02",
        "Arredi Valtellina S.r.l.",
        "Scrivanie regolabili, secondo lotto",
        "A1",
        "2745.00",
        "2745.00",
        "missing",
    ),
    (
        "817/B",
        "06",
        "Elettroservizi Adda S.n.c.",
        "Manutenzione dell’impianto elettrico",
        "A2",
        "1921.50",
        "1921.50",
        "present",
    ),
    (
        "191",
        "07",
        "Cooperativa Sociale Il Gelso",
        "Accoglienza e segreteria, settembre",
        "B1",
        "3888.24",
        "3888.24",
        "present",
    ),
    (
        "61",
        "09",
        "Studio Orobie Progetti",
        "Piano economico, prima consegna",
        "C1",
        "1830.00",
        "0.00",
        "present",
    ),
    (
        "345/B",
        "15",
        "Catering Le Vigne S.a.s.",
        "Rinfresco per la giornata a porte aperte",
        "D1",
        "610.00",
        "610.00",
        "present",
    ),
    (
        "12",
        "17",
        "Formazione Delta Società coop.",
        "Corso «Competenze digitali per chi lavora da remoto»",
        "B2",
        "1220.00",
        "1220.00",
        "added",
    ),
    (
        "150/P",
        "21",
        "Tipografia Retica",
        "Stampa di materiali informativi",
        "D2",
        "564.80",
        "190.00",
        "elsewhere",
    ),
    (
        "NC 3",
        "26",
        "Arredi Valtellina S.r.l.",
        "Nota di credito: reso di due lampade",
        "A1",
        "-146.40",
        "0.00",
        "missing",
    ),
    (
        "208",
        "30",
        "Alpinet Comunicazioni S.p.A.",
        "Connettività in fibra, canone mensile",
        "A2",
        "380.84",
        "0.00",
        "present",
    ),
)


def documents():
    return [
        {
            "number": number,
            "kind": "credit_note" if amount.startswith("-") else "invoice",
            "date": f"2026-10-{day}",
            "supplier": supplier,
            "description": description,
            "line": line,
            "total": amount,
            "reportable": amount,
            "paid": paid,
            "cup_status": cup,
            "cig_status": "not_due",
        }
        for number, day, supplier, description, line, amount, paid, cup in PAPER
    ]


def payments():
    return [
        {
            "date": f"2026-10-{int(day) + 1:02d}",
            "document": number,
            "supplier": supplier,
            "method": "transfer",
            "amount": paid,
            "reportable": paid,
        }
        for number, day, supplier, _, _, _, paid, _ in PAPER
        if paid != "0.00"
    ]
