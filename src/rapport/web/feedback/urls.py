from django.urls import path

from rapport.web.feedback import views

urlpatterns = [
    path("", views.board, name="feedback"),
]
