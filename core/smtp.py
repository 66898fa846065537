"""Django's way to a mail server, under the portal's own name."""

from contextlib import suppress
from email.message import Message
from ipaddress import ip_address
from smtplib import SMTPNotSupportedError
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail.backends import smtp


def portal_host() -> str:
    """The portal's host as mail servers write it: ASCII, an address of numbers in brackets."""
    host = urlsplit(settings.SITE_URL).hostname or "localhost"
    try:
        address = ip_address(host)
    except ValueError:
        return host.encode("idna").decode()
    return f"[IPv6:{address}]" if address.version == 6 else f"[{address}]"


def is_accented(address: str) -> bool:
    """Whether what stands before the “@” needs a server that knows SMTPUTF8; a domain never does."""
    return not address.rpartition("@")[0].isascii()


class EmailBackend(smtp.EmailBackend):
    """Greets as the portal's host, not as the container; writes to accented addresses where the server can."""

    @property
    def connection_class(self):
        kind = super().connection_class

        def connect(*args, **given):
            return kind(*args, **given | {"local_hostname": portal_host()})

        return connect

    def hang_up(self):
        """Drop the line without a word: a server that fell silent would be waited for once more."""
        for line in (self.connection, self._partial_connection):
            if line is not None:
                with suppress(OSError):
                    line.close()
        self.connection = self._partial_connection = None

    def _send(self, email_message):
        (to,) = email_message.recipients()
        if not is_accented(to):
            return super()._send(email_message)
        return self._send_accented(email_message, to)

    def _send_accented(self, email_message, to: str) -> bool:
        # Django would write the local part as an encoded word, which is another address.
        self.connection.ehlo_or_helo_if_needed()
        if not self.connection.has_extn("smtputf8"):
            raise SMTPNotSupportedError("SMTPUTF8")
        message = email_message.message()
        del message["To"]
        Message.__setitem__(message, "To", to.encode().decode("ascii", "surrogateescape"))
        content = message.as_bytes(linesep="\r\n")
        options = ["SMTPUTF8", "BODY=8BITMIME"]
        self.connection.sendmail(email_message.from_email, [to], content, options)
        return True
