from django.urls import path

from rapport.web.tasks import doing, views

urlpatterns = [
    path("tasks/", views.tasks, name="tasks"),
    path("tasks/assignment/", doing.assignment, name="tasks_assignment"),
    path("tasks/snooze/", doing.snooze, name="tasks_snooze"),
    path("tasks/closure/", doing.closure, name="tasks_closure"),
    path("tasks/<uuid:batch>/undo/", doing.undo, name="tasks_undo"),
    path("patients/<int:pk>/tasks/", views.card_tasks, name="card_tasks"),
]
