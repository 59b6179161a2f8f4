"""A real SMTP server on the loopback that keeps every mail it took."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

LINK = re.compile(r"https?://\S+")


class MailServer:
    """``mails`` is the ledger, oldest first."""

    def __init__(self) -> None:
        self.mails: list[EmailMessage] = []
        self.port = 0

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        self.mails.append(message_from_bytes(envelope.content, policy=policy.default))
        return "250 Taken"

    def to(self, address: str) -> list[EmailMessage]:
        return [mail for mail in self.mails if mail["To"] == address]

    def subjects(self, address: str) -> list[str]:
        return [mail["Subject"] for mail in self.to(address)]

    def newest(self, address: str) -> EmailMessage:
        return self.to(address)[-1]


def text_of(mail: EmailMessage) -> str:
    return mail.get_body(("plain",)).get_content()


def html_of(mail: EmailMessage) -> str:
    return mail.get_body(("html",)).get_content()


def links_of(mail: EmailMessage) -> list[str]:
    return LINK.findall(text_of(mail))


class AnyPort(Controller):
    """A controller that knows which port it was given."""

    def _trigger_server(self) -> None:
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()


@contextmanager
def mail_server() -> Iterator[MailServer]:
    ledger = MailServer()
    controller = AnyPort(ledger, hostname="127.0.0.1", port=0)
    controller.start()
    ledger.port = controller.port
    try:
        yield ledger
    finally:
        controller.stop()
