from django.urls import path

from rapport.web.restored_copy import views

urlpatterns = [
    path("", views.restored_copy, name="restored_copy"),
    path("confirmation/", views.confirmation, name="restored_copy_confirmation"),
]
