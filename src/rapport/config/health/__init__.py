"""What is wrong with this installation, and what to do about it: one small function for each thing that can be."""

from __future__ import annotations

from rapport.config.health import access_log, data, machine, work
from rapport.config.health.finding import Finding, State

_OF_THE_MACHINE = (
    machine.versions,
    machine.home_folder,
    machine.secret_key,
    machine.proxies,
    machine.pages,
    machine.doors,
    machine.cut_off_restore,
)
# without these there is nothing to ask
_FIRST = (data.database, data.migrations)
_OF_THE_DATABASE = (
    data.sqlite,
    data.owner,
    work.schedule,
    work.worker,
    work.queue,
    work.failed_jobs,
    work.messages,
    work.channels,
    work.imports,
    data.photos,
    work.facts,
    work.rules,
    data.audit,
    access_log.chain,
    data.restored_copy,
)


def examine() -> list[Finding]:
    """Look at everything; at what is in the database only where it answers and has its tables."""
    found = [finding for look in _OF_THE_MACHINE for finding in look()]
    for look in _FIRST:
        found += look()
        if found[-1].state is State.FAIL:
            return found
    return found + [finding for look in _OF_THE_DATABASE for finding in look()]
