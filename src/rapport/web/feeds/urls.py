from django.urls import path

from rapport.web.feeds import reading, views

urlpatterns = [
    path("ical/<str:token>.ics", reading.ical, name="ical"),
    path("account/calendar/", views.own_feed, name="own_feed"),
    path("account/calendar/shown/", views.shown, name="own_feed_shown"),
    path("account/calendar/end/", views.end, name="own_feed_end"),
]
