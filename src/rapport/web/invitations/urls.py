from django.urls import path

from rapport.web.invitations import views

urlpatterns = [path("<int:pk>/invitations/", views.invitations, name="card_invitations")]
