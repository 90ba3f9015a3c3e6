from rapport.staff.models.access_log import AccessLog, AccessLogQuerySet, Looked
from rapport.staff.models.branch import Branch, BranchQuerySet
from rapport.staff.models.export import AppendOnly, ExportLog
from rapport.staff.models.restoration import Restoration
from rapport.staff.models.sign_in import RequiredSecondStep, SignInTry
from rapport.staff.models.user import RoleAssignment, User
from rapport.staff.models.work import JobRun, Worker

__all__ = [
    "AccessLog",
    "AccessLogQuerySet",
    "AppendOnly",
    "Branch",
    "BranchQuerySet",
    "ExportLog",
    "JobRun",
    "Looked",
    "RequiredSecondStep",
    "Restoration",
    "RoleAssignment",
    "SignInTry",
    "User",
    "Worker",
]
