from django.urls import path

from rapport.web.prospects import views

urlpatterns = [
    path("", views.prospects, name="patients_prospects"),
    path("<slug:grade>/", views.prospects_column, name="patients_prospects_column"),
]
