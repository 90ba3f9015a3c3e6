from django.urls import path

from rapport.web.slips import views

urlpatterns = [
    path("", views.slips, name="slips"),
    path("<int:pk>/", views.slip, name="slip"),
    path("<int:pk>/dealing/", views.dealing, name="slip_dealing"),
    path("<int:pk>/owner/", views.owner, name="slip_owner"),
    path("<int:pk>/link/", views.link, name="slip_link"),
    path("<int:pk>/second-answer/", views.second_answer, name="slip_second_answer"),
]
