from django.urls import path

from rapport.web.surveys import views

# short: it stands in an SMS
urlpatterns = [
    path("<str:token>/", views.survey, name="survey_link"),
    path("<str:token>/draft/", views.draft, name="survey_draft"),
    path("<str:token>/refusal/", views.refusal, name="survey_refusal"),
]
