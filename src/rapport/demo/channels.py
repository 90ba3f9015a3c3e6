"""The channels of the demo clinic: e-mails and SMS go as far as a folder (CAM-7)."""

from __future__ import annotations

from rapport.outreach.accounts import save_account
from rapport.outreach.models import ChannelAccount


def open_channels(sender_name: str) -> None:
    """One account each for the whole house, so that whatever is written is sent, arrives and is shown."""
    save_account(ChannelAccount(name="SMS · demo", provider="sms_folder"), {})
    mail = {"sender": "clinic@example.com", "sender_name": sender_name}
    save_account(ChannelAccount(name="E-mail · demo", provider="mail_folder"), mail)
