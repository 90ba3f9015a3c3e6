from django.urls import path

from rapport.web.wallet import views

urlpatterns = [
    path("<int:pk>/wallet/", views.wallet, name="card_wallet"),
    path("<int:pk>/wallet/use/", views.using, name="card_wallet_use"),
    path("<int:pk>/wallet/card/", views.card, name="card_wallet_card"),
    path("wallet/cards/<int:pk>/taking-back/", views.card_back, name="card_wallet_card_back"),
    path("wallet/lines/<int:pk>/taking-back/", views.line_back, name="card_wallet_line_back"),
    path("wallet/rewards/<int:pk>/handing/", views.handing, name="reward_handing"),
    path("wallet/rewards/<int:pk>/taking-back/", views.handing_back, name="reward_handing_back"),
    path("wallet/rewards/<int:pk>/settlement/", views.settlement, name="reward_settlement"),
    path("wallet/rewards/<int:pk>/coming-back/", views.over_back, name="reward_over_back"),
    path("wallet/rewards/<int:pk>/bearing/", views.bearing, name="reward_bearing"),
    path("wallet/rewards/<int:pk>/bearing/taking-back/", views.bearing_back, name="reward_bearing_back"),
    path("wallet/settlements/<int:pk>/taking-back/", views.settlement_back, name="reward_settlement_back"),
]
