from django.urls import path

from rapport.web.promises import views

urlpatterns = [
    path("", views.promises, name="promises"),
    path("<int:pk>/keeping/", views.keeping, name="promise_keeping"),
    path("<int:pk>/breaking/", views.breaking, name="promise_breaking"),
    path("<int:pk>/undoing/", views.undoing, name="promise_undoing"),
]
