from django.urls import path

from rapport.web.reviews import views

urlpatterns = [
    path("", views.reviews, name="reviews"),
    path("new/", views.new, name="review_new"),
    path("<int:pk>/", views.review, name="review"),
    path("<int:pk>/finishing/", views.finishing, name="review_finishing"),
    path("<int:pk>/undoing/", views.undoing, name="review_undoing"),
]
