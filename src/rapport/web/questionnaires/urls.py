from django.urls import path

from rapport.web.questionnaires import card, handing, paper

urlpatterns = [
    path("<int:pk>/questionnaire/", card.tab, name="card_questionnaire"),
    path("<int:pk>/questionnaire/<int:number>/", card.given, name="card_questionnaire_given"),
    path("<int:pk>/questionnaire/answers/<int:answer>/", card.settling, name="card_questionnaire_settling"),
    path("<int:pk>/questionnaire/handing/", handing.handing, name="card_questionnaire_handing"),
    path("<int:pk>/questionnaire/sending/", handing.sending, name="card_questionnaire_sending"),
    path("<int:pk>/questionnaire/refusal/", handing.refusal, name="card_questionnaire_refusal"),
    path("<int:pk>/questionnaire/blank/", paper.blank, name="card_questionnaire_blank"),
    path("<int:pk>/questionnaire/paper/", paper.typed, name="card_questionnaire_paper"),
]
