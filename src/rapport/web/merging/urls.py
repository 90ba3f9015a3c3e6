from django.urls import path

from rapport.web.merging import views

urlpatterns = [
    path("", views.duplicates, name="duplicates"),
    path("apart/", views.apart, name="duplicates_apart"),
    path("chosen/", views.chosen, name="duplicate_chosen"),
    path("merged/", views.merges, name="merges"),
    path("merged/<int:pk>/undoing/", views.undoing, name="merge_undoing"),
    path("apart/<int:pk>/removal/", views.dismissal_removal, name="duplicate_dismissal_removal"),
    path("<int:first>/<int:second>/", views.pair, name="duplicate"),
    path("<int:first>/<int:second>/summary/", views.summary, name="duplicate_summary"),
    path("<int:first>/<int:second>/merge/", views.merge, name="merge_new"),
    path("<int:first>/<int:second>/dismissal/", views.dismissal, name="duplicate_dismissal"),
]
