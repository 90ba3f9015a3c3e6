from django.urls import path

from rapport.web.waiting import offers

# short: it stands in an SMS
urlpatterns = [
    path("<str:token>/", offers.offer, name="offer"),
    path("<str:token>/taking/", offers.taking, name="offer_taking"),
    path("<str:token>/declining/", offers.declining, name="offer_declining"),
    path("<str:token>/leaving/", offers.leaving, name="offer_leaving"),
]
