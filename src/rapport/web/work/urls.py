from django.urls import path

from rapport.web.work import views

urlpatterns = [path("", views.work, name="work")]
