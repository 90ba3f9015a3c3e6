from django.urls import path

from rapport.web.insights import views
from rapport.web.insights.base import views as base
from rapport.web.insights.costs import views as costs

urlpatterns = [
    path("base/", base.base, name="insights_base"),
    path("base/moves/<slug:scheme>/", base.moved, name="insights_moves"),
    path("interruptions/", views.interruptions, name="insights"),
    path("interruptions/<slug:reason>/", views.interrupted, name="insights_interrupted"),
    path("silent-courses/", views.silent, name="insights_silent"),
    path("costs/", costs.costs, name="insights_costs"),
    path("costs/<int:pk>/outlays/", costs.outlays, name="insights_outlays"),
    path("mailings/", views.mailings, name="insights_mailings"),
    path("mailings/<uuid:pk>/", views.mailing, name="insights_mailing"),
    path("mailings/<uuid:pk>/finding/", views.finding, name="insights_mailing_finding"),
    path("calls/<int:pk>/<int:share>/", views.called, name="insights_called"),
]
