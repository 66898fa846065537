"""Addresses of the staff's pages on places and opening, below `/spazi/`."""

from django.urls import path

from spaces.views.staff import assignments, photos, plans
from spaces.views.staff import places as views

urlpatterns = [
    path("", views.places, name="places"),
    path("nuovo/", views.place_new, name="place_new"),
    path("anteprima/", views.place_preview, name="place_preview"),
    path("zone/<int:pk>/", views.zone, name="zone"),
    path("orari/", views.hours, name="hours"),
    path("orari/<str:kind>/cambia/", views.hours_change, name="hours_change"),
    path("regole/<str:kind>/cambia/", views.rules_change, name="rules_change"),
    path("assegnazioni/", assignments.assignments, name="assignments"),
    path("assegnazioni/nuova/", assignments.assignment_new, name="assignment_new"),
    path(
        "assegnazioni/<int:pk>/modifica/", assignments.assignment_change, name="assignment_change"
    ),
    path("assegnazioni/<int:pk>/termina/", assignments.assignment_end, name="assignment_end"),
    path("piani/", plans.plans, name="plans"),
    path("piani/nuovo/", plans.plan_new, name="plan_new"),
    path("piani/<int:pk>/modifica/", plans.plan_change, name="plan_change"),
    path("chiusure/", views.closures, name="closures"),
    path("chiusure/nuova/", views.closure_new, name="closure_new"),
    path("chiusure/<int:pk>/togli/", views.closure_end, name="closure_end"),
    path("fuori-servizio/<int:pk>/togli/", views.outage_end, name="outage_end"),
    path("<str:code>/modifica/", views.place_change, name="place_change"),
    path("<str:code>/foto/", photos.place_photo_change, name="place_photo_change"),
    path("<str:code>/foto/togli/", photos.place_photo_remove, name="place_photo_remove"),
    path("<str:code>/fuori-servizio/", views.place_out, name="place_out"),
    path("<str:code>/ritira/", views.place_retire, name="place_retire"),
]
