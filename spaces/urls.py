from django.urls import include, path

from spaces import views

app_name = "spaces"
urlpatterns = [
    path("spazi/", include("spaces.staff.urls")),
    path("prenota/", views.today, name="today"),
    path("prenota/<str:day>/", views.day, name="day"),
    path("prenota/<str:day>/<str:slot>/<str:code>/", views.choice, name="choice"),
    path("settimana/<str:day>/", views.week, name="week"),
    path("sale/<str:code>/<str:day>/", views.room, name="room"),
    path("prenotazioni/", views.bookings, name="bookings"),
    path("prenotazioni/<int:pk>/", views.booking, name="booking"),
    path("prenotazioni/<int:pk>/annulla/", views.booking_cancel, name="booking_cancel"),
    path("prenotazioni/<int:pk>/calendario/", views.booking_calendar, name="booking_calendar"),
    path("presenze/", views.roster, name="roster"),
    path("presenze/senza-prenotazione/", views.walk_in, name="walk_in"),
    path("presenze/<int:pk>/ingresso/", views.check_in, name="check_in"),
    path("presenze/<int:pk>/ingresso/togli/", views.undo_check_in, name="undo_check_in"),
    path("presenze/<int:pk>/assenza/", views.mark_absent, name="mark_absent"),
    path("presenze/<int:pk>/assenza/togli/", views.unmark, name="unmark"),
    path("presenze/<int:pk>/uscita/", views.check_out, name="check_out"),
]
