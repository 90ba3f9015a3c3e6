from django.urls import path

from rapport.web.booking import codes, links, listing, moving, views, who

urlpatterns = [
    path("book/", views.branches, name="book"),
    path("book/<int:branch>/", views.services, name="book_services"),
    path("book/<int:branch>/<int:service>/", views.dentists, name="book_dentists"),
    path("book/<int:branch>/<int:service>/times/", views.times, name="book_times"),
    path("book/<int:branch>/<int:service>/waiting/", views.waiting, name="book_waiting"),
    path("book/<int:branch>/<int:service>/code/", codes.code, name="book_code"),
    path("book/<int:branch>/<int:service>/who/", who.who, name="book_who"),
    path("schedule/online/", listing.online, name="online_bookings"),
    # short: it stands in an SMS
    path("a/<str:token>/", links.link, name="appointment_link"),
    path("a/<str:token>/confirmation/", links.confirmation, name="appointment_confirmation"),
    path("a/<str:token>/times/", moving.times, name="appointment_times"),
    path("a/<str:token>/cancellation/", links.cancellation, name="appointment_cancellation"),
    path("a/<str:token>/waiting/", links.waiting, name="appointment_waiting"),
    path("a/<str:token>/calendar.ics", links.calendar, name="appointment_calendar"),
]
