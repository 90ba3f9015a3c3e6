from django.urls import path

from rapport.web.answers import views

urlpatterns = [
    path("", views.answers, name="answers"),
    path("<int:pk>/person/", views.person, name="answer_person"),
    path("<int:pk>/aside/", views.aside, name="answer_aside"),
    path("<int:pk>/aside/undoing/", views.aside_undoing, name="answer_aside_undoing"),
]
