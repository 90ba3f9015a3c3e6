from django.urls import path

from rapport.web.second_step import views

urlpatterns = [path("", views.required, name="users_second_step")]
