from rapport.outreach.models.account import ChannelAccount
from rapport.outreach.models.answer import Answer, Stopped
from rapport.outreach.models.call import LONGEST_CALL, REACHED, Call, CallOutcome, StayAway
from rapport.outreach.models.contact import Contact, Direction
from rapport.outreach.models.hold import Hold
from rapport.outreach.models.identity import ChannelIdentity
from rapport.outreach.models.mailing import Mailing
from rapport.outreach.models.manners import Manners
from rapport.outreach.models.message import Message, MessageState
from rapport.outreach.models.outlay import Aim, Outlay
from rapport.outreach.models.outlook import Outlook
from rapport.outreach.models.pace import Pace
from rapport.outreach.models.pause import Pause, PauseGround, PauseScope
from rapport.outreach.models.receipt import Receipt
from rapport.outreach.models.script import Script, ScriptVersion
from rapport.outreach.models.task import Closing, StepKind, Task, TaskRule, TaskStep, WorkList
from rapport.outreach.models.telephone import Extension, Ringing, Telephone
from rapport.outreach.models.template import Template, Wording
from rapport.outreach.models.way_out import WayOut
from rapport.outreach.models.wish import HoursWish, Way

__all__ = [
    "LONGEST_CALL",
    "REACHED",
    "Aim",
    "Answer",
    "Call",
    "CallOutcome",
    "ChannelAccount",
    "ChannelIdentity",
    "Closing",
    "Contact",
    "Direction",
    "Extension",
    "Hold",
    "HoursWish",
    "Mailing",
    "Manners",
    "Message",
    "MessageState",
    "Outlay",
    "Outlook",
    "Pace",
    "Pause",
    "PauseGround",
    "PauseScope",
    "Receipt",
    "Ringing",
    "Script",
    "ScriptVersion",
    "StayAway",
    "StepKind",
    "Stopped",
    "Task",
    "TaskRule",
    "TaskStep",
    "Telephone",
    "Template",
    "Way",
    "WayOut",
    "Wording",
    "WorkList",
]
