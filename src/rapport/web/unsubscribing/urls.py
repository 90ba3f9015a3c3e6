from django.urls import path

from rapport.web.unsubscribing import views

urlpatterns = [path("<str:token>/", views.unsubscribe, name="unsubscribe")]
