"""Addresses of the events: nouns first, verbs last."""

from django.urls import path

from events import views

app_name = "events"
urlpatterns = [
    path("eventi/", views.event_list, name="list"),
    path("eventi/nuovo/", views.event_new, name="new"),
    path("eventi/<slug:slug>/", views.event_page, name="event"),
    path("eventi/<slug:slug>/calendario/", views.event_calendar, name="calendar"),
    path("eventi/<slug:slug>/modifica/", views.event_change, name="change"),
    path("eventi/<slug:slug>/pubblica/", views.event_publish, name="publish"),
    path("eventi/<slug:slug>/annulla/", views.event_call_off, name="call_off"),
    path("eventi/<slug:slug>/iscriviti/", views.register, name="register"),
    path("eventi/<slug:slug>/iscritti/", views.registrations, name="registrations"),
    path(
        "eventi/<slug:slug>/iscrizione/annulla/",
        views.registration_cancel,
        name="registration_cancel",
    ),
    path("iscrizioni/<int:pk>/presente/", views.registration_present, name="registration_present"),
    path("iscrizioni/<int:pk>/assente/", views.registration_absent, name="registration_absent"),
    path(
        "iscrizioni/<str:token>/annulla/",
        views.registration_cancel_by_link,
        name="registration_cancel_by_link",
    ),
]
