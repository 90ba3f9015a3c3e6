from django.urls import path

from rapport.web.reach import views

urlpatterns = [
    path("<int:pk>/reach/", views.reach, name="card_reach"),
    path("<int:pk>/reach/now/", views.now, name="card_reach_now"),
    path("<int:pk>/pauses/", views.pauses, name="card_pauses"),
    path("<int:pk>/pauses/<int:pause>/end/", views.pause_end, name="card_pause_end"),
    path("<int:pk>/pauses/<int:pause>/end/undo/", views.pause_end_undo, name="card_pause_end_undo"),
    path("<int:pk>/hours/<slug:way>/", views.hours, name="card_hours"),
    path("<int:pk>/hours/<slug:way>/removal/", views.hours_removal, name="card_hours_removal"),
]
