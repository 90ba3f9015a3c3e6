from django.urls import path

from rapport.web.settings import views

urlpatterns = [
    path("", views.settings, name="settings"),
    path("branches/", views.branches, name="branches"),
    path("branches/new/", views.branch_new, name="branch_new"),
    path("branches/<int:pk>/", views.branch, name="branch"),
    path("branches/<int:pk>/manners/", views.branch_manners, name="branch_manners"),
    path("users/", views.users, name="users"),
    path("users/new/", views.user_new, name="user_new"),
    path("users/<int:pk>/", views.user, name="user"),
    path("users/<int:pk>/second-step-removal/", views.user_second_step_removal, name="user_second_step_removal"),
    path("tags/", views.tags, name="tags"),
    path("tags/<int:pk>/", views.tag, name="tag"),
    path("tags/<int:pk>/removal/", views.tag_removal, name="tag_removal"),
    path("categories/", views.categories, name="categories"),
    path("categories/<int:pk>/", views.category, name="category"),
    path("changes/", views.audit, name="audit"),
]
