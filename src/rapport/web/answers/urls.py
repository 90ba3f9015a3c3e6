from django.urls import path

from rapport.web.answers import views

urlpatterns = [
    path("", views.answers, name="answers"),
    path("<int:pk>/person/", views.person, name="answer_person"),
]
