"""Why an archive cannot be used."""

from pathlib import Path

from django.utils.translation import gettext_lazy as _

from rapport.lib.refusal import Refused


def no_backup() -> Refused:
    return Refused("no_backup", _("This is not a backup of Rapport, or not one that this version can read."))


def not_readable(path: Path, error: OSError) -> Refused:
    if isinstance(error, FileNotFoundError):
        return Refused("no_file", _("there is no file %(names)s"), {"names": path})
    return Refused(
        "unreadable", _("%(file)s cannot be read: %(reason)s"), {"file": path, "reason": error.strerror}
    )


def damaged() -> Refused:
    return Refused("damaged", _("This backup is damaged or was tampered with. Nothing of it was used."))


def locked() -> Refused:
    return Refused("locked", _("This backup is encrypted. Say where its key is: --key-file FILE."))


def not_locked() -> Refused:
    return Refused(
        "not_locked",
        _(
            "A key was given, but this backup is not encrypted: it may not be the one you mean. To use it all the "
            "same, leave the key out (--key-file, RAPPORT_BACKUP_KEY_FILE)."
        ),
    )
