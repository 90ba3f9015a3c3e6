from django.urls import path

from rapport.web.standing import records, taking_back, views

urlpatterns = [
    path("<int:pk>/standing/", views.standing, name="card_standing"),
    path("<int:pk>/standing/why/", views.why, name="card_why"),
    path("<int:pk>/standing/grades/<str:scheme>/", views.grades, name="card_grades"),
    path("<int:pk>/standing/grades/<str:scheme>/end/", views.grade_end, name="card_grade_end"),
    path("<int:pk>/standing/moves/<str:scheme>/confirmation/", views.move_confirmation, name="card_move"),
    path("<int:pk>/judgement/", views.judgement, name="card_judgement"),
    path("<int:pk>/satisfactions/", records.satisfactions, name="card_satisfactions"),
    path("<int:pk>/departures/", records.departures, name="card_departures"),
    path("<int:pk>/departures/return/", records.departure_return, name="card_departure_return"),
    path("<int:pk>/participations/", records.participations, name="card_participations"),
    path("<int:pk>/purchases/", records.purchases, name="card_purchases"),
    path("<int:pk>/noted/<str:token>/undoing/", taking_back.record_undoing, name="card_record_undoing"),
]
