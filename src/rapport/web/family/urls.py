from django.urls import path

from rapport.web.family import views

urlpatterns = [
    path("<int:pk>/family/", views.family, name="card_family"),
    path("<int:pk>/household/", views.household, name="card_household"),
    path("<int:pk>/household/leaving/", views.household_leaving, name="card_household_leaving"),
    path("<int:pk>/guardian/", views.guardian, name="card_guardian"),
    path("<int:pk>/guardian/end/", views.guardian_end, name="card_guardian_end"),
]
