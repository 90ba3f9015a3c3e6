from rapport.staff.models.access_log import AccessLog, AccessLogQuerySet, Looked
from rapport.staff.models.branch import Branch
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
