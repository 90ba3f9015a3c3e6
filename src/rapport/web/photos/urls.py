from django.urls import path

from rapport.web.photos import files, pairs, views

urlpatterns = [
    path("<int:pk>/photos/", views.photos, name="photos"),
    path("<int:pk>/photos/new/", views.new, name="photo_new"),
    path("<int:pk>/photos/<int:photo_pk>/", views.photo, name="photo"),
    path("<int:pk>/photos/<int:photo_pk>/picture/", files.picture, name="photo_picture"),
    path("<int:pk>/photos/<int:photo_pk>/thumbnail/", files.thumbnail, name="photo_thumbnail"),
    path("<int:pk>/photos/<int:photo_pk>/copy/", files.copy, name="photo_copy"),
    path("<int:pk>/photos/<int:photo_pk>/removal/", views.removal, name="photo_removal"),
    path("<int:pk>/photos/<int:photo_pk>/removal/undo/", views.removal_undo, name="photo_removal_undo"),
    path("<int:pk>/photos/<int:photo_pk>/releases/<slug:use>/", views.release, name="photo_release"),
    path("<int:pk>/photos/<int:photo_pk>/releases/<slug:use>/end/", views.release_end, name="photo_release_end"),
    path("<int:pk>/photos/pairs/", pairs.pairs, name="photo_pairs"),
    path("<int:pk>/photos/pairs/<int:pair_pk>/", pairs.pair, name="photo_pair"),
    path("<int:pk>/photos/pairs/<int:pair_pk>/parting/", pairs.parting, name="photo_pair_parting"),
]
