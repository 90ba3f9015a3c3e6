from django.urls import path

from rapport.web.schedule import appointments, booking, views

urlpatterns = [
    path("", views.day, name="schedule"),
    path("new/", booking.new, name="schedule_new"),
    path("<int:pk>/taking-back/", booking.taking_back, name="appointment_taking_back"),
    path("<int:pk>/", appointments.appointment, name="appointment"),
    path("<int:pk>/steps/", appointments.steps, name="appointment_steps"),
    path("<int:pk>/cancellation/", appointments.cancellation, name="appointment_cancellation"),
    path("<int:pk>/time/", appointments.place, name="appointment_time"),
    path("<int:pk>/steps/<int:step>/undoing/", appointments.undoing, name="appointment_undoing"),
]
