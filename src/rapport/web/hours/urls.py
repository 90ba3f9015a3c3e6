from django.urls import path

from rapport.web.hours import absence_views, chair_views, service_views, terms_views, week_views

urlpatterns = [
    path("", week_views.hours, name="hours"),
    path("services/", service_views.services, name="hours_services"),
    path("services/new/", service_views.service_new, name="hours_service_new"),
    path("services/<int:pk>/", service_views.service, name="hours_service"),
    path("services/<int:pk>/retirement/", service_views.retirement, name="hours_service_retirement"),
    path("services/<int:pk>/return/", service_views.come_back, name="hours_service_return"),
    path("<int:branch>/", week_views.weeks, name="hours_weeks"),
    path("<int:branch>/to-be-moved/", week_views.to_be_moved, name="hours_to_be_moved"),
    path("<int:branch>/dentists/<int:pk>/", week_views.week, name="hours_week"),
    path("<int:branch>/absences/", absence_views.absences, name="hours_absences"),
    path("<int:branch>/absences/new/", absence_views.absence_new, name="hours_absence_new"),
    path("<int:branch>/absences/<int:pk>/end/", absence_views.absence_end, name="hours_absence_end"),
    path("<int:branch>/extra/new/", absence_views.extra_new, name="hours_extra_new"),
    path("<int:branch>/extra/<int:pk>/removal/", absence_views.extra_removal, name="hours_extra_removal"),
    path("<int:branch>/chairs/", chair_views.chairs, name="hours_chairs"),
    path("<int:branch>/chairs/<int:pk>/", chair_views.chair, name="hours_chair"),
    path("<int:branch>/chairs/<int:pk>/retirement/", chair_views.retirement, name="hours_chair_retirement"),
    path("<int:branch>/chairs/<int:pk>/return/", chair_views.come_back, name="hours_chair_return"),
    path("<int:branch>/terms/", terms_views.terms, name="hours_terms"),
]
