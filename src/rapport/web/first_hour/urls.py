from django.urls import path

from rapport.web.first_hour import told_twice, views

urlpatterns = [
    path("", views.first_hour_page, name="first_hour"),
    path("told-twice/", told_twice.told_twice, name="told_twice"),
    path("told-twice/answer/", told_twice.answer, name="told_twice_answer"),
    path("told-twice/undoing/", told_twice.undoing, name="told_twice_undoing"),
]
