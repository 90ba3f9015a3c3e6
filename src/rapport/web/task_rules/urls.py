from django.urls import path

from rapport.web.task_rules import views

urlpatterns = [
    path("", views.task_rules, name="task_rules"),
    path("counts/", views.counts, name="task_rules_counts"),
    path("new/", views.task_rule_new, name="task_rule_new"),
    path("trial/", views.trial, name="task_rule_trial"),
    path("<int:pk>/", views.task_rule, name="task_rule"),
]
