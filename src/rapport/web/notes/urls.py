from django.urls import path

from rapport.web.notes import views

urlpatterns = [
    path("<int:pk>/notes/", views.notes, name="card_notes"),
    path("<int:pk>/notes/<int:note>/undoing/", views.note_undoing, name="card_note_undoing"),
    path("<int:pk>/colleagues/", views.colleagues, name="card_colleagues"),
    path("mentions/<int:pk>/reading/", views.mention_reading, name="mention_reading"),
]
