from django.urls import path

from rapport.web.consents import views

urlpatterns = [
    path("<int:pk>/consents/", views.consents, name="card_consents"),
    path("<int:pk>/consents/<int:word>/", views.consent, name="card_consent"),
    path("<int:pk>/consents/words/", views.words, name="card_consent_words"),
    path("<int:pk>/consents/withdrawal/", views.withdrawal, name="card_consent_withdrawal"),
    path("<int:pk>/consents/signing/", views.signing, name="card_signing"),
]
