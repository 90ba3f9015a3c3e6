from django.urls import path

from rapport.web.questions import views

urlpatterns = [
    path("", views.questions, name="questions"),
    path("new/", views.question_new, name="question_new"),
    path("preview/", views.preview, name="questions_preview"),
    path("<int:pk>/", views.question, name="question"),
    path("<int:pk>/place/", views.question_place, name="question_place"),
    path("<int:pk>/retirement/", views.question_retirement, name="question_retirement"),
    path("<int:pk>/return/", views.question_return, name="question_return"),
]
