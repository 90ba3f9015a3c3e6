from django.urls import path

from rapport.web.advice import views

urlpatterns = [
    path("<int:pk>/next/", views.next_step, name="card_next"),
    path("<int:pk>/next/plan/", views.plan, name="card_next_plan"),
    path("<int:pk>/next/plan/<int:task>/undoing/", views.unplan, name="card_next_unplan"),
]
