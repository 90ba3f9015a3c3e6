from django.urls import path

from rapport.web.schedule import views

urlpatterns = [
    path("", views.day, name="schedule"),
]
