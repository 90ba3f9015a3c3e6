from django.urls import path

from rapport.web.wording import views

urlpatterns = [
    path("", views.templates, name="templates"),
    path("new/", views.template_new, name="template_new"),
    path("shipped/", views.templates_shipped, name="templates_shipped"),
    path("<int:pk>/", views.template, name="template"),
    path("<int:pk>/<slug:channel>/<slug:language>/", views.wording, name="wording"),
    path("<int:pk>/<slug:channel>/<slug:language>/preview/", views.wording_preview, name="wording_preview"),
    path("<int:pk>/retirement/", views.template_retirement, name="template_retirement"),
    path("<int:pk>/return/", views.template_return, name="template_return"),
]
