from django.urls import path

from rapport.web.waiting import views

urlpatterns = [
    path("schedule/waiting/", views.waiting, name="waiting"),
    path("schedule/waiting/<int:pk>/", views.entry, name="waiting_entry"),
    path("schedule/waiting/<int:pk>/leaving/", views.leaving, name="waiting_leaving"),
    path("schedule/waiting/<int:pk>/undoing/", views.undoing, name="waiting_undoing"),
    path("schedule/waiting/<int:pk>/offer/", views.offer, name="waiting_offer"),
    path("schedule/waiting/<int:pk>/answer/", views.answer, name="waiting_answer"),
    path("schedule/left-open/<int:pk>/", views.left_open, name="left_open"),
    path("patients/<int:pk>/waiting/", views.card_waiting, name="card_waiting"),
]
