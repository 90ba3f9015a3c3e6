from rapport.staff.models.branch import Branch, BranchQuerySet
from rapport.staff.models.export import ExportLog
from rapport.staff.models.restoration import Restoration
from rapport.staff.models.user import RoleAssignment, User

__all__ = ["Branch", "BranchQuerySet", "ExportLog", "Restoration", "RoleAssignment", "User"]
