from django.urls import path

from rapport.web.saying import views

urlpatterns = [
    path("say/", views.say, name="say"),
    path("say/<str:token>/", views.said, name="said"),
    path("feedback/complaints/poster/<int:branch>/", views.poster, name="say_poster"),
]
