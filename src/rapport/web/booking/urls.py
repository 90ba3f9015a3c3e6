from django.urls import path, register_converter

from rapport.web.booking import addresses, codes, links, listing, moving, views, waiting, who

register_converter(addresses.BranchAddress, "branch")

urlpatterns = [
    path("book/", views.branches, name="book"),
    path("book/<branch:branch>/", views.services, name="book_services"),
    path("book/<branch:branch>/<int:service>/", views.dentists, name="book_dentists"),
    path("book/<branch:branch>/<int:service>/times/", views.times, name="book_times"),
    path("book/<branch:branch>/<int:service>/waiting/", waiting.waiting, name="book_waiting"),
    path("book/<branch:branch>/<int:service>/code/", codes.code, name="book_code"),
    path("book/<branch:branch>/<int:service>/who/", who.who, name="book_who"),
    path("schedule/online/", listing.online, name="online_bookings"),
    # short: it stands in an SMS
    path("a/<str:token>/", links.link, name="appointment_link"),
    path("a/<str:token>/confirmation/", links.confirmation, name="appointment_confirmation"),
    path("a/<str:token>/times/", moving.times, name="appointment_times"),
    path("a/<str:token>/cancellation/", links.cancellation, name="appointment_cancellation"),
    path("a/<str:token>/waiting/", links.waiting, name="appointment_waiting"),
    path("a/<str:token>/calendar.ics", links.calendar, name="appointment_calendar"),
]
