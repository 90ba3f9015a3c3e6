from django.urls import path

from rapport.web.consents import texts

urlpatterns = [
    path("", texts.texts, name="consent_texts"),
    path("<str:scope>/<str:purpose>/<str:language>/", texts.text, name="consent_text"),
    path(
        "<str:scope>/<str:purpose>/<str:language>/publication/",
        texts.publication,
        name="consent_text_publication",
    ),
]
