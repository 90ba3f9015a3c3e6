from django.urls import path

from rapport.web.audit import views

urlpatterns = [
    path("patients/<int:pk>/audit/", views.of_card, name="card_audit"),
    path("settings/accesses/", views.accesses, name="accesses"),
    path("settings/roles/", views.roles, name="roles"),
]
