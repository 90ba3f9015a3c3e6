from django.urls import path

from rapport.web.channels import views

urlpatterns = [
    path("", views.channels, name="channels"),
    path("new/<slug:provider>/", views.channel_new, name="channel_new"),
    path("<int:pk>/", views.channel, name="channel"),
    path("<int:pk>/test/", views.test, name="channel_test"),
    path("<int:pk>/announcement/", views.announcement, name="channel_announcement"),
    path("<int:pk>/use/", views.use, name="channel_use"),
]
