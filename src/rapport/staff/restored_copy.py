"""A restored copy is disarmed: it sends nothing until a person says that it is the clinic now."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from rapport.lib import clock
from rapport.lib.refusal import Refused
from rapport.staff.models import Restoration, User
from rapport.staff.roles import Right


@transaction.atomic
def confirm_restored_copy(*, by: User) -> Restoration:
    """From now on this copy is the clinic, on the word of `by`. Audited.

    Raises Refused for who may not change the clinic, and where there is nothing to confirm.
    """
    if not by.is_active or not by.may(Right.MANAGE_CLINIC):
        raise Refused(
            "may_not_confirm",
            _("%(name)s may not confirm it: that needs the right to %(right)s."),
            {"name": by, "right": Right.MANAGE_CLINIC.label},
        )
    copy = Restoration.objects.select_for_update().waiting().first()
    if copy is None:
        raise Refused("nothing_to_confirm", _("This is no restored copy, or somebody has confirmed it already."))
    copy.confirmed_at, copy.confirmed_by = clock.now(), by
    copy.save(update_fields=["confirmed_at", "confirmed_by"])
    return copy
