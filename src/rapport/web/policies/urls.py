from django.urls import path

from rapport.web.policies import drafting, views

urlpatterns = [
    path("", views.policies, name="policies"),
    path("<str:scheme>/", views.policy, name="policy"),
    path("<str:scheme>/history/", views.history, name="policy_history"),
    path("<str:scheme>/versions/<int:version>/", views.version, name="policy_version"),
    path("<str:scheme>/waiting/", views.waiting, name="policy_waiting"),
    path("<str:scheme>/undoing/", views.undoing, name="policy_undoing"),
    path("<str:scheme>/draft/", drafting.draft, name="policy_draft"),
    path("<str:scheme>/draft/arrangement/", drafting.arrangement, name="policy_arrangement"),
    path("<str:scheme>/draft/rows/", drafting.rows, name="policy_rows"),
    path("<str:scheme>/draft/trial/", drafting.trial, name="policy_trial"),
    path("<str:scheme>/draft/movers/", drafting.moving, name="policy_movers"),
    path("<str:scheme>/draft/removal/", drafting.removal, name="policy_draft_removal"),
    path("<str:scheme>/draft/approval-request/", drafting.approval_request, name="policy_approval_request"),
    path("<str:scheme>/draft/approval/", drafting.approval, name="policy_approval"),
    path("<str:scheme>/draft/activation/", drafting.activation, name="policy_activation"),
]
