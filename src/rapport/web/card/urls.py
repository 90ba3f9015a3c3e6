from django.urls import path

from rapport.web.card import views

urlpatterns = [
    path("<int:pk>/", views.card, name="card"),
    path("<int:pk>/timeline/", views.timeline, name="card_timeline"),
    path("<int:pk>/copy/", views.copy, name="card_copy"),
]
