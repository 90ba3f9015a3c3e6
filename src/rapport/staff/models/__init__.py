from rapport.staff.models.branch import Branch, BranchQuerySet
from rapport.staff.models.user import RoleAssignment, User

__all__ = ["Branch", "BranchQuerySet", "RoleAssignment", "User"]
