"""What of the promises waits for somebody."""

from rapport.feedback.models import Promise
from rapport.lib import clock
from rapport.staff.models import User


def due_promises(user: User) -> int:
    """How many that `user` made their own are due today or late."""
    return Promise.objects.owed().filter(owner=user, due_on__lte=clock.now().date()).count()
