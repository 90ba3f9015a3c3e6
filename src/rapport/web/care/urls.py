from django.urls import path

from rapport.web.care import plans, views, visits

urlpatterns = [
    path("<int:pk>/plans/", views.mouth, name="card_plans"),
    path("<int:pk>/teeth/<str:place>/", views.place, name="card_place"),
    path("<int:pk>/findings/", views.findings, name="card_findings"),
    path("<int:pk>/findings/<int:finding>/changes/", views.finding_changes, name="card_finding_changes"),
    path("<int:pk>/plans/new/", plans.plan_new, name="card_plan_new"),
    path("<int:pk>/plans/<int:plan>/", plans.plan, name="card_plan"),
    path("<int:pk>/plans/<int:plan>/sheet/", plans.sheet, name="card_plan_sheet"),
    path("<int:pk>/plans/<int:plan>/edit/", plans.plan_edit, name="card_plan_edit"),
    path("<int:pk>/plans/<int:plan>/steps/", plans.plan_steps, name="card_plan_steps"),
    path("<int:pk>/thinking-times/", views.thinking_times, name="card_thinking_times"),
    path("<int:pk>/thinking-times/<int:thinking>/end/", views.thinking_end, name="card_thinking_end"),
    path("<int:pk>/thinking-times/<int:thinking>/follow-up/", views.follow_up, name="card_follow_up"),
    path("<int:pk>/courses/", views.courses, name="card_courses"),
    path("<int:pk>/courses/<int:course>/finish/", views.course_finish, name="card_course_finish"),
    path("<int:pk>/interruptions/", views.interruptions, name="card_interruptions"),
    path(
        "<int:pk>/interruptions/<int:interruption>/strategy/",
        views.interruption_strategy,
        name="card_interruption_strategy",
    ),
    path("<int:pk>/visits/", visits.visits, name="card_visits"),
    path("<int:pk>/visits/new/", visits.visit_new, name="card_visit_new"),
    path("<int:pk>/visits/<int:visit>/", visits.visit, name="card_visit"),
]
