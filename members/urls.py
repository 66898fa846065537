"""Addresses of the people's pages. The theme's page shows events too, and stands in `piastra`."""

from django.urls import path

from members.views import accounts, again, desk, invitations, inviting, own, people, sessions

app_name = "members"
urlpatterns = [
    path("conferma/di-nuovo/", again.confirmation_again, name="confirmation_again"),
    path("domanda/", own.application, name="application"),
    path("domanda/compila/", own.application_form, name="application_form"),
    path("domanda/bozza/", own.application_draft, name="application_draft"),
    path("domanda/rispondi/", own.application_answer, name="application_answer"),
    path("domanda/ritira/", own.application_withdraw, name="application_withdraw"),
    path("domande/", desk.applications, name="applications"),
    path("domande/<int:pk>/", desk.application_page, name="application_page"),
    path("domande/<int:pk>/esamina/", desk.application_take_up, name="application_take_up"),
    path("domande/<int:pk>/chiedi/", desk.application_ask, name="application_ask"),
    path("domande/<int:pk>/ammetti/", desk.application_admit, name="application_admit"),
    path("domande/<int:pk>/attesa/", desk.application_let_wait, name="application_let_wait"),
    path("domande/<int:pk>/non-ammettere/", desk.application_refuse, name="application_refuse"),
    path("invito/<str:token>/", invitations.invitation, name="invitation"),
    path("persone/", accounts.people, name="people"),
    path("persone/inviti/", inviting.invitations, name="invitations"),
    path("persone/inviti/<int:pk>/di-nuovo/", inviting.invitation_again, name="invitation_again"),
    path("persone/inviti/<int:pk>/ritira/", inviting.invitation_revoke, name="invitation_revoke"),
    path("persone/invita/", inviting.invite, name="invite"),
    path("persone/<int:pk>/", accounts.person, name="person"),
    path("persone/<int:pk>/ruolo/", accounts.role, name="role"),
    path("persone/<int:pk>/ruolo/<str:kind>/", accounts.role_change, name="role_change"),
    path("persone/<int:pk>/chiudi/", accounts.close, name="account_close"),
    path("persone/<int:pk>/riapri/", accounts.reopen, name="account_reopen"),
    path("persone/<int:pk>/nome/", accounts.name, name="name_correct"),
    path("persone/<int:pk>/secondo-fattore/", accounts.factor, name="factor_reset"),
    path("profilo/", people.profile, name="profile"),
    path("accessi/", sessions.sessions, name="sessions"),
    path("accessi/altri/chiudi/", sessions.sessions_end_others, name="sessions_end_others"),
    path("accessi/tutti/chiudi/", sessions.sessions_end_all, name="sessions_end_all"),
    path("accessi/<str:mark>/chiudi/", sessions.session_end, name="session_end"),
    path("temi/", people.themes, name="themes"),
    path("lingua/", people.language, name="language"),
]
