"""Addresses of the reports."""

from django.urls import path, register_converter

from core.month import Month
from piastra.reports import views


class MonthConverter:
    """A month in an address: 2026-10."""

    regex = "[0-9]{4}-(?:0[1-9]|1[0-2])"

    def to_python(self, value: str) -> Month:
        return Month.parse(value)

    def to_url(self, value: Month) -> str:
        return str(value)


register_converter(MonthConverter, "report_month")

EDITION = "rapporti/<report_month:month>/<int:number>/"

app_name = "reports"
urlpatterns = [
    path("rapporti/", views.edition_list, name="list"),
    path("rapporti/richiedi/", views.edition_request, name="request"),
    path(EDITION, views.edition, name="edition"),
    path(f"{EDITION}avanzamento/", views.edition_progress, name="progress"),
    path(f"{EDITION}prepara/", views.edition_prepare, name="prepare"),
    path(f"{EDITION}pubblica/", views.edition_publish, name="publish"),
    path(f"{EDITION}occupazione.pdf", views.pdf, {"kind": "occupancy"}, name="occupancy_pdf"),
    path(f"{EDITION}spesa.pdf", views.pdf, {"kind": "spending"}, name="spending_pdf"),
    path(f"{EDITION}dati.json", views.figures_json, name="json"),
    path(f"{EDITION}<slug:table>.csv", views.table_file, {"kind": "csv"}, name="csv"),
    path(f"{EDITION}<slug:table>.ods", views.table_file, {"kind": "ods"}, name="ods"),
]
