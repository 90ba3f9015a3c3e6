from django.urls import path

from rapport.web.first_hour import views

urlpatterns = [path("", views.first_hour_page, name="first_hour")]
