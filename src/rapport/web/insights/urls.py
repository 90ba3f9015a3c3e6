from django.urls import path

from rapport.web.insights import views

urlpatterns = [
    path("interruptions/", views.interruptions, name="insights"),
    path("interruptions/<slug:reason>/", views.interrupted, name="insights_interrupted"),
    path("silent-courses/", views.silent, name="insights_silent"),
]
