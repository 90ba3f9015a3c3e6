from django.urls import path

from rapport.web.person import views

urlpatterns = [
    path("new/", views.person_new, name="person_new"),
    path("new/contact/", views.contact_row, name="person_contact_row"),
    path("found/", views.people_found, name="people_found"),
    path("<int:pk>/edit/", views.person_edit, name="person_edit"),
]
