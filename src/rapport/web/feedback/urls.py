from django.urls import path

from rapport.web.feedback import views

urlpatterns = [
    path("", views.board, name="feedback"),
    path("surveys/<int:pk>/", views.survey, name="survey"),
    path("surveys/<int:pk>/ending/", views.survey_ending, name="survey_ending"),
    path("surveys/<int:pk>/undoing/", views.survey_undoing, name="survey_undoing"),
    path("terms/<int:pk>/", views.terms, name="branch_terms"),
]
