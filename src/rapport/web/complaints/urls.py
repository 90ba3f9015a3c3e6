from django.urls import path

from rapport.web.complaints import doing, views

urlpatterns = [
    path("", views.complaints, name="complaints"),
    path("export/", views.export, name="complaints_export"),
    path("new/", views.new, name="complaint_new"),
    path("concern/", views.concern, name="complaint_concern"),
    path("<int:pk>/", views.complaint, name="complaint"),
    path("<int:pk>/steps/", doing.steps, name="complaint_steps"),
    path("<int:pk>/solution/", doing.solution, name="complaint_solution"),
    path("<int:pk>/second-score/", doing.second_score, name="complaint_second_score"),
    path("<int:pk>/closure/", doing.closure, name="complaint_closure"),
    path("<int:pk>/reopening/", doing.reopening, name="complaint_reopening"),
    path("<int:pk>/tries/", doing.tries, name="complaint_tries"),
    path("<int:pk>/sorting/", doing.sorting, name="complaint_sorting"),
    path("<int:pk>/owner/", doing.owner, name="complaint_owner"),
    path("<int:pk>/steps/<int:step>/undoing/", doing.undoing, name="complaint_undoing"),
]
