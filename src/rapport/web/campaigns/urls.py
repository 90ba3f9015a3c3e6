from django.urls import path

from rapport.web.campaigns import views
from rapport.web.referrals import views as referrals

urlpatterns = [
    path("", views.campaigns, name="campaigns"),
    path("referrals/", referrals.referrals, name="referrals"),
]
