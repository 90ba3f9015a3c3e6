from django.urls import include, path

handler403 = "rapport.web.errors.forbidden"

urlpatterns = [
    path("account/", include("allauth.account.urls")),
    path("account/2fa/", include("allauth.mfa.urls")),
    path("account/sessions/", include("allauth.usersessions.urls")),
    path("", include("rapport.web.urls")),
]
