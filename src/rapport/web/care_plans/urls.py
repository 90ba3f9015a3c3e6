from django.urls import path

from rapport.web.care_plans import views

urlpatterns = [
    path("", views.care_plans, name="care_plans"),
    path("new/", views.care_plan_new, name="care_plan_new"),
    path("<int:pk>/", views.care_plan, name="care_plan"),
]
