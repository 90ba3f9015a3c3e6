from django.urls import path

from rapport.web.questionnaires import filling

# short: it stands in an SMS
urlpatterns = [
    path("<str:token>/", filling.questionnaire, name="questionnaire"),
    path("<str:token>/draft/", filling.draft, name="questionnaire_draft"),
    path("<str:token>/refusal/", filling.refusal, name="questionnaire_refusal"),
]
