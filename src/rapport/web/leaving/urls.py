from django.urls import path

from rapport.web.leaving import views

urlpatterns = [
    path("silent-risk/", views.silent, name="silent_risk"),
    path("silent-risk/calls/", views.silent_calls, name="silent_calls"),
    path("losses/", views.losses, name="losses"),
    path("losses/<int:pk>/reason/", views.reason, name="loss_reason"),
]
