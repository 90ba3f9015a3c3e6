from django.urls import path

from rapport.web.hooks import views

urlpatterns = [
    path("<int:pk>/<str:token>/", views.hook, name="hook"),
    path("<int:pk>/<str:token>/<slug:part>/", views.hook, name="hook_part"),
]
