"""Addresses of the staff's cross-app pages: coworkers, texts."""

from django.urls import path

from piastra import coworkers, staff_texts

urlpatterns = [
    path("persone/coworker/", coworkers.coworkers, name="coworkers"),
    path("persone/coworker/elenco.csv", coworkers.coworkers_csv, name="coworkers_csv"),
    path("testi/", staff_texts.staff_texts, name="texts"),
    path("testi/<slug:kind>/<slug:language>/", staff_texts.text_change, name="text_change"),
]
