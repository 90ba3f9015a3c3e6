from django.urls import path

from rapport.web.calls import log, reports, scripts, telephone, views

urlpatterns = [
    path("", views.calls, name="calls"),
    path("tasks/<int:pk>/call/", views.call, name="call"),
    path("tasks/<int:pk>/outcome/", views.outcome, name="call_outcome"),
    path("tasks/<int:pk>/skip/", views.skip, name="call_skip"),
    path("tasks/<int:pk>/skip/undoing/", views.skip_undoing, name="call_skip_undoing"),
    path("life/", views.life, name="call_life"),
    path("undoing/", views.undoing, name="call_undoing"),
    path("log/", log.log, name="call_log"),
    path("reasons/", reports.reasons, name="call_reasons"),
    path("scripts/", scripts.scripts, name="scripts"),
    path("scripts/<slug:work_list>/<slug:language>/", scripts.script, name="script"),
    path("ringing/", telephone.ringing, name="ringing"),
    path("telephone/", telephone.settings_page, name="telephone"),
]
