"""Whose address something came from, or goes to (REC-2)."""

from __future__ import annotations

from rapport.outreach.models import ChannelAccount, ChannelIdentity
from rapport.people.actions import hold
from rapport.people.guardianship import needs_guardian
from rapport.people.models import ContactPoint, Patient
from rapport.people.models.consent import Channel
from rapport.people.models.contact import ContactKind

# what an address that somebody wrote from is on a card; what a messenger calls them is no name to find them by
KINDS: dict[str, str] = {Channel.SMS: ContactKind.PHONE, Channel.EMAIL: ContactKind.EMAIL}


def owners_of(channel: str, address: str, account: ChannelAccount | None) -> set[int]:
    """People who have this address themselves: a family may share one."""
    if channel in KINDS:
        values = {address, address.lower()} if channel == Channel.EMAIL else {address}
        points = ContactPoint.objects.filter(kind=KINDS[channel], value__in=values)
        return set(points.values_list("patient", flat=True))
    known = ChannelIdentity.objects.filter(account=account, user_id=address)
    return set(known.values_list("patient", flat=True))


def hold_people_at(channel: str, address: str, account: ChannelAccount | None) -> set[int]:
    """Everyone about whom messages come to this address, its owners and the children they speak for; kept from
    being merged until the end of this transaction."""
    found = _people_at(channel, address, account)
    # who was merged away in this moment has left the address to the record that stands
    return found if hold(sorted(found)) == found else hold(sorted(_people_at(channel, address, account)))


def _people_at(channel: str, address: str, account: ChannelAccount | None) -> set[int]:
    owners = owners_of(channel, address, account)
    wards = Patient.objects.filter(guardian__in=owners).select_related("branch")
    return owners | {ward.pk for ward in wards if needs_guardian(ward, ward.branch.today())}
