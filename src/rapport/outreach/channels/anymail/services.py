"""The services for e-mail that are offered: those of anymail that need one key."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Service:
    """`module` of anymail, what its key is called there, the view that reads its reports.

    `inbound` is the view that reads what clients answer, "" where none does with the keys that are asked for.
    `signed` is what those views call the key with which the reports are signed, "" where they are not: then the
    address of the account alone tells who knocks. `by_key` where that key is the one for sending.
    """

    words: str
    module: str
    key: str
    view: str
    signed: str = ""
    by_key: bool = False
    inbound: str = ""


SERVICES = {
    "brevo": Service("Brevo", "brevo", "api_key", "BrevoTrackingWebhookView", inbound="BrevoInboundWebhookView"),
    "mailersend": Service(
        "MailerSend", "mailersend", "api_token", "MailerSendTrackingWebhookView", "signing_secret"
    ),
    "mailgun": Service(
        "Mailgun",
        "mailgun",
        "api_key",
        "MailgunTrackingWebhookView",
        "webhook_signing_key",
        inbound="MailgunInboundWebhookView",
    ),
    "postmark": Service(
        "Postmark", "postmark", "server_token", "PostmarkTrackingWebhookView", inbound="PostmarkInboundWebhookView"
    ),
    "resend": Service("Resend", "resend", "api_key", "ResendTrackingWebhookView"),
    "sendgrid": Service(
        "SendGrid", "sendgrid", "api_key", "SendGridTrackingWebhookView", "tracking_webhook_verification_key"
    ),
    "unisender_go": Service(
        "Unisender Go", "unisender_go", "api_key", "UnisenderGoTrackingWebhookView", "api_key", by_key=True
    ),
}
