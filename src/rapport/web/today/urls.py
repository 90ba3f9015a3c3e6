from django.urls import path

from rapport.web.today import meeting, views

urlpatterns = [
    path("", views.today, name="today"),
    path("sheets/", views.sheets, name="today_sheets"),
    path("<int:branch>/minutes/", meeting.minutes, name="today_minutes"),
    path("<int:branch>/minutes/archive/", meeting.archive, name="today_archive"),
    path("<int:branch>/ticks/", meeting.ticks, name="today_ticks"),
    path("<int:branch>/one-thing/", meeting.one_thing, name="today_one_thing"),
    path("<int:branch>/colleagues/", meeting.colleagues, name="today_colleagues"),
    path("minutes/<int:pk>/settling/", meeting.settling, name="today_settling"),
]
