from django.urls import include, path

from spaces.views import arrivals, assignments, booking, bookings, days, roster, waiting

app_name = "spaces"
urlpatterns = [
    path("spazi/", include("spaces.staff.urls")),
    path("prenota/", days.today, name="today"),
    path("prenota/<str:day>/", days.day, name="day"),
    path("prenota/<str:day>/<str:slot>/<str:code>/", booking.choice, name="choice"),
    path("settimana/<str:day>/", days.week, name="week"),
    path("sale/<str:code>/<str:day>/", booking.room, name="room"),
    path("prenotazioni/", bookings.bookings, name="bookings"),
    path("prenotazioni/<int:pk>/", bookings.booking, name="booking"),
    path("prenotazioni/<int:pk>/annulla/", bookings.booking_cancel, name="booking_cancel"),
    path("prenotazioni/<int:pk>/calendario/", bookings.booking_calendar, name="booking_calendar"),
    path("attesa/", waiting.waits, name="waits"),
    path("attesa/nuova/<str:day>/<str:slot>/<str:what>/", waiting.new, name="waiting_new"),
    path("attesa/<int:pk>/", waiting.wait, name="waiting"),
    path("attesa/<int:pk>/accetta/", waiting.accept, name="waiting_accept"),
    path("attesa/<int:pk>/rifiuta/", waiting.decline, name="waiting_decline"),
    path("attesa/<int:pk>/ritira/", waiting.withdraw, name="waiting_withdraw"),
    path("prenotazioni/<int:pk>/ingresso/", arrivals.own_check_in, name="own_check_in"),
    path("prenotazioni/<int:pk>/uscita/", arrivals.own_check_out, name="own_check_out"),
    path("assegnazioni/", assignments.my_places, name="my_places"),
    path("assegnazioni/<int:pk>/prestiti/", assignments.loans, name="loans"),
    path("assegnazioni/<int:pk>/prestiti/<str:day>/togli/", assignments.loan_end, name="loan_end"),
    path("presenze/", roster.roster, name="roster"),
    path("presenze/attese/", waiting.lines, name="waiting_lines"),
    path("presenze/senza-prenotazione/", roster.walk_in, name="walk_in"),
    path("presenze/<int:pk>/ingresso/", roster.check_in, name="check_in"),
    path("presenze/<int:pk>/ingresso/togli/", roster.undo_check_in, name="undo_check_in"),
    path("presenze/<int:pk>/assenza/", roster.mark_absent, name="mark_absent"),
    path("presenze/<int:pk>/assenza/togli/", roster.unmark, name="unmark"),
    path("presenze/<int:pk>/uscita/", roster.check_out, name="check_out"),
]
