"""Addresses of the people's pages. The theme's page shows events too, and stands in `piastra`."""

from django.urls import path

from members import views

app_name = "members"
urlpatterns = [
    path("domanda/", views.application, name="application"),
    path("domanda/compila/", views.application_form, name="application_form"),
    path("domanda/bozza/", views.application_draft, name="application_draft"),
    path("domanda/rispondi/", views.application_answer, name="application_answer"),
    path("domanda/ritira/", views.application_withdraw, name="application_withdraw"),
    path("domande/", views.applications, name="applications"),
    path("domande/<int:pk>/", views.application_page, name="application_page"),
    path("domande/<int:pk>/esamina/", views.application_take_up, name="application_take_up"),
    path("domande/<int:pk>/chiedi/", views.application_ask, name="application_ask"),
    path("domande/<int:pk>/ammetti/", views.application_admit, name="application_admit"),
    path("domande/<int:pk>/attesa/", views.application_let_wait, name="application_let_wait"),
    path("domande/<int:pk>/non-ammettere/", views.application_refuse, name="application_refuse"),
    path("invito/<str:token>/", views.invitation, name="invitation"),
    path("profilo/", views.profile, name="profile"),
    path("temi/", views.themes, name="themes"),
    path("lingua/", views.language, name="language"),
]
