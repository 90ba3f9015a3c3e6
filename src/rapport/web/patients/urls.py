from django.urls import path

from rapport.web.patients import bulk, views, writing

urlpatterns = [
    path("", views.patients, name="patients"),
    path("search/", views.search, name="search"),
    path("filters/", views.filters, name="patients_filters"),
    path("number/", views.number, name="patients_number"),
    path("offers/", bulk.offers, name="patients_offers"),
    path("tags/", bulk.tags, name="patients_tags"),
    path("tags/<uuid:batch>/undo/", bulk.tags_undo, name="patients_tags_undo"),
    path("message/", writing.message, name="patients_message"),
    path("message/forecast/", writing.foretold, name="patients_message_forecast"),
    path("mailings/outlooks/<uuid:pk>/", writing.outlook, name="mailing_outlook"),
    path("mailings/<uuid:pk>/taking-back/", writing.taking_back, name="mailing_taking_back"),
    path("export/", bulk.export, name="patients_export"),
    path("views/", views.saved_views, name="saved_views"),
    path("views/counts/", views.counts, name="saved_views_counts"),
    path("views/<int:pk>/removal/", views.saved_view_removal, name="saved_view_removal"),
]
