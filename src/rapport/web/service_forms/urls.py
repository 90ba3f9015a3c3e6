from django.urls import path

from rapport.web.service_forms import views

urlpatterns = [
    path("", views.service_forms, name="service_forms"),
    path("<int:pk>/", views.service_form, name="service_form"),
]
