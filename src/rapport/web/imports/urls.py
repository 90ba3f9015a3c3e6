from django.urls import path

from rapport.web.imports import sheets, views

urlpatterns = [
    path("", views.imports, name="imports"),
    path("<int:pk>/", views.one, name="import"),
    path("<int:pk>/progress/", views.progress, name="import_progress"),
    path("<int:pk>/sheets/<int:sheet_pk>/", sheets.sheet, name="import_sheet"),
    path("<int:pk>/sheets/<int:sheet_pk>/omission/", sheets.omission, name="import_sheet_omission"),
    path("<int:pk>/sheets/<int:sheet_pk>/inclusion/", sheets.inclusion, name="import_sheet_inclusion"),
    path("<int:pk>/application/", views.application, name="import_application"),
    path("<int:pk>/stop/", views.stop, name="import_stop"),
    path("<int:pk>/resumption/", views.resumption, name="import_resumption"),
    path("<int:pk>/undoing/", views.undoing, name="import_undoing"),
    path("<int:pk>/refused/", views.refused, name="import_refused"),
]
