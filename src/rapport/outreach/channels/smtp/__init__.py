"""E-mail through a mail server of the clinic's own choosing (CAM-7)."""

from __future__ import annotations

import smtplib
import threading
from collections.abc import Mapping

from django.core.mail.backends.smtp import EmailBackend
from django.utils.translation import gettext_lazy

from rapport.lib.refusal import Refused
from rapport.outreach.channels.base import Accepted, Account, Field, NotSent, Outgoing, Provider, Unknown
from rapport.outreach.channels.mail import FROM, check_one_line, compose, message_id
from rapport.outreach.channels.reaching import in_the_house
from rapport.outreach.models.trouble import Trouble, Words
from rapport.people.models.consent import Channel

_SECONDS = 20


def _check_port(text: str) -> str:
    if not text.isdecimal() or not 0 < int(text[:6]) < 65536:
        raise Refused("no_port", gettext_lazy("A port is a number from 1 to 65535."))
    return text


class Smtp(Provider):
    """One user of a mail server, with a line for every thread. A mail server knows no message again."""

    channel = Channel.EMAIL
    words = gettext_lazy("E-mail through a mail server (SMTP)")
    fields = (
        Field("host", gettext_lazy("Mail server"), leads=True, check=check_one_line),
        Field("port", gettext_lazy("Port"), leads=True, default="587", check=_check_port),
        Field(
            "security",
            gettext_lazy("Encryption"),
            default="starttls",
            choices=(
                ("starttls", gettext_lazy("STARTTLS, mostly port 587")),
                ("tls", gettext_lazy("TLS, mostly port 465")),
                ("none", gettext_lazy("none, only inside your own network")),
            ),
        ),
        Field("username", gettext_lazy("User"), required=False, check=check_one_line),
        Field("password", gettext_lazy("Password"), secret=True, required=False),
        *FROM,
    )

    def __init__(self, account: Account) -> None:
        super().__init__(account)
        self._lines = threading.local()
        self._opened: list[EmailBackend] = []

    @classmethod
    def check(cls, values: Mapping[str, str]) -> None:
        if values.get("security") == "none" and not in_the_house(values["host"]):
            said = gettext_lazy(
                "Choose an encryption. Without one, mail goes only to this machine (localhost) or to an address "
                "in your own network, such as 192.168.0.10."
            )
            raise Refused("unencrypted", said)
        if values.get("username") and not values.get("password"):
            raise Refused("missing", gettext_lazy("Type in the password of the user at the mail server."))

    def send(self, outgoing: Outgoing) -> Accepted:
        mail = compose(outgoing, self.account.values)
        line = self._line()
        try:
            line.send_messages([mail])
        except smtplib.SMTPServerDisconnected as error:
            raise Unknown(Words.of(Trouble.LINE_BROKE, why=_why(error))) from error
        except smtplib.SMTPRecipientsRefused as error:
            [(code, said)] = error.recipients.values()
            raise _refused(code, said) from error
        except smtplib.SMTPSenderRefused as error:
            # about our account, whatever the code: the mail goes once that is mended
            raise _refused(error.smtp_code, error.smtp_error, final=False) from error
        except smtplib.SMTPResponseException as error:
            raise _refused(error.smtp_code, error.smtp_error) from error
        except (smtplib.SMTPException, OSError) as error:
            line.close()
            raise Unknown(Words.of(Trouble.LINE_BROKE, why=_why(error))) from error
        return Accepted(message_id(outgoing.key, self.account.values["sender"]))

    def close(self) -> None:
        while self._opened:
            self._opened.pop().close()

    def _line(self) -> EmailBackend:
        """An open line of this thread's own; one that died while it lay idle is opened anew."""
        line: EmailBackend | None = getattr(self._lines, "line", None)
        if line is not None and line.connection is not None and _lives(line):
            return line
        if line is None:
            line = self._lines.line = self._backend()
            self._opened.append(line)
        try:
            line.close()
            line.open()
        except (smtplib.SMTPException, OSError) as error:
            line.connection = None
            raise NotSent(Words.of(Trouble.NO_LINE, why=_why(error)), final=False) from error
        return line

    def _backend(self) -> EmailBackend:
        values = self.account.values
        return EmailBackend(
            host=values["host"],
            port=int(values.get("port") or 587),
            username=values.get("username", ""),
            password=values.get("password", ""),
            use_tls=values.get("security") == "starttls",
            use_ssl=values.get("security") == "tls",
            timeout=_SECONDS,
        )


def _lives(line: EmailBackend) -> bool:
    assert line.connection is not None
    try:
        code, _said = line.connection.noop()
    except (smtplib.SMTPException, OSError):
        return False
    return bool(code == 250)


def _why(error: Exception) -> str:
    if isinstance(error, smtplib.SMTPResponseException):
        return f"{error.smtp_code} {_text(error.smtp_error)}"
    return type(error).__name__


def _refused(code: int, said: bytes | str, *, final: bool = True) -> NotSent:
    """A server that answers 4 or 5 has not taken the mail: 5 for good, 4 for now (RFC 5321, 4.2.1)."""
    words = Words.of(Trouble.ANSWERED, code=code, text=_text(said))
    return NotSent(words, final=final and 500 <= code < 600)


def _text(said: bytes | str) -> str:
    text = said.decode(errors="replace") if isinstance(said, bytes) else said
    return " ".join(text[:160].split())


PROVIDER = Smtp
