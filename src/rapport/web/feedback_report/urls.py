from django.urls import path

from rapport.web.feedback_report import views

urlpatterns = [path("", views.report, name="feedback_report")]
