from django.urls import path

from rapport.web.campaigns import views
from rapport.web.referrals import views as referrals
from rapport.web.wallet import listing

urlpatterns = [
    path("", views.campaigns, name="campaigns"),
    path("referrals/", referrals.referrals, name="referrals"),
    path("wallets/", listing.wallets, name="wallets"),
    path("wallets/export/", listing.export, name="wallets_export"),
]
