"""Addresses of the cross-app pages: home and the public duties."""

from django.urls import include, path

from piastra import admitted, home, letters, place_codes, themes
from piastra.journal import views as journal
from piastra.pages import views

app_name = "site"
urlpatterns = [
    path("", home.home, name="home"),
    path("programma/", home.programme, name="programme"),
    path("temi/<slug:slug>/", themes.theme, name="theme"),
    path("domande/avvisi/<int:pk>/ammessi/", admitted.admitted, name="admitted"),
    path("domande/avvisi/<int:pk>/ammessi.pdf", admitted.admitted_pdf, name="admitted_pdf"),
    path("domande/avvisi/<int:pk>/ammessi.csv", admitted.admitted_csv, name="admitted_csv"),
    path("spazi/codici/", place_codes.place_codes, name="place_codes"),
    path("", include("piastra.staff_urls")),
    path("messaggi/", letters.letters, name="letters"),
    path("messaggi/riprova/", letters.send_all_again, name="letters_send_again"),
    path("messaggi/<int:pk>/riprova/", letters.send_again, name="letter_send_again"),
    path("messaggi/<int:pk>/abbandona/", letters.give_up, name="letter_give_up"),
    path("registro/", journal.journal, name="journal"),
    path("registro/persone/<int:pk>/", journal.journal_of_person, name="journal_of_person"),
    path("registro/<slug:kind>/<int:pk>/", journal.journal_of, name="journal_of"),
    path("privacy/", views.privacy, name="privacy"),
    path("note-legali/", views.legal_notes, name="legal_notes"),
    path("accessibilita/", views.accessibility, name="accessibility"),
    path("accessibilita/segnala/", views.feedback, name="accessibility_feedback"),
    path("accessibilita/grazie/<str:token>/", views.feedback_thanks, name="accessibility_thanks"),
    path("accessibilita/segnalazioni/", views.feedback_list, name="accessibility_reports"),
    path("accessibilita/segnalazioni/<int:pk>/", views.feedback_page, name="accessibility_report"),
]
