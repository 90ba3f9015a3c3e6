from django.urls import path

from rapport.web.wallet import terms_views as views

urlpatterns = [
    path("", views.all_terms, name="loyalty"),
    path("<int:pk>/", views.terms, name="loyalty_terms"),
    path("<int:pk>/ending/", views.ending, name="loyalty_ending"),
    path("<int:pk>/ending/taking-back/", views.ending_back, name="loyalty_ending_back"),
]
