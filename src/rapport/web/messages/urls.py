from django.urls import path

from rapport.web.messages import views

urlpatterns = [
    path("", views.messages, name="messages"),
    path("unknown/", views.unknown, name="messages_unknown"),
    path("mailings/", views.mailings, name="mailings"),
    path("<int:pk>/taking-back/", views.taking_back, name="message_taking_back"),
    path("<int:pk>/settlement/", views.settlement, name="message_settlement"),
    path("<int:pk>/anew/", views.anew, name="message_anew"),
]
