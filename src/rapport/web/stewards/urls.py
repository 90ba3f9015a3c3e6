from django.urls import path

from rapport.web.stewards import views

urlpatterns = [
    path("<int:pk>/stewards/", views.stewards, name="card_stewards"),
    path("hand-over/", views.handing_over, name="hand_over"),
    path("hand-over/<uuid:batch>/undoing/", views.handing_over_undo, name="hand_over_undo"),
]
