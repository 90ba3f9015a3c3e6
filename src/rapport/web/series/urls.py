from django.urls import path

from rapport.web.series import views

urlpatterns = [
    path("<int:pk>/series/", views.series, name="card_series"),
    path("<int:pk>/series/<int:series>/cancellation/", views.cancellation, name="card_series_cancellation"),
]
