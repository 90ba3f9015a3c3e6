from django.urls import path

from rapport.web.segments import drafting, views

urlpatterns = [
    path("", views.segments, name="segments"),
    path("new/", views.segment_new, name="segment_new"),
    path("draft/", drafting.draft, name="segment_draft"),
    path("words/", views.words, name="segment_words"),
    path("<int:pk>/", views.segment, name="segment"),
    path("<int:pk>/count/", views.count_of, name="segment_count"),
    path("<int:pk>/sharing/", views.sharing, name="segment_sharing"),
    path("<int:pk>/removal/", views.removal, name="segment_removal"),
    path("<int:pk>/removal/undo/", views.removal_undo, name="segment_removal_undo"),
]
