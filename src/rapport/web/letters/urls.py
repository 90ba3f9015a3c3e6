from django.urls import path

from rapport.web.letters import views

urlpatterns = [
    path("<int:pk>/letter/", views.letter, name="card_letter"),
    path("<int:pk>/letters/<int:message>/taking-back/", views.taking_back, name="card_letter_taking_back"),
]
