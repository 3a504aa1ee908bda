"""What is said on one connection of FTP over TLS, beyond what the standard library says by itself."""

import ftplib
import socket
import ssl
from contextlib import suppress
from datetime import UTC, datetime

from noticepress.targets.files import Entry

#: What servers say to a listing of a folder that is not there.
_NO_FOLDER = ("550", "501")
_CHUNK = 65536


class Connection(ftplib.FTP_TLS):
    """An FTP connection whose data connections resume the TLS session of the control connection.

    Servers that ask for that (``require_ssl_reuse``) know by it that both ends of the data are those that logged in.
    """

    encoding = "utf-8"

    def transfer(self, command: str) -> ssl.SSLSocket:
        """Open a data connection for ``command``, which is sent while the connection is being made."""
        host, port = self.makepasv()
        self.putcmd(command)
        plain = socket.create_connection((host, port), self.timeout, self.source_address)
        try:
            session = self.sock.session if isinstance(self.sock, ssl.SSLSocket) else None
            data = self.context.wrap_socket(plain, server_hostname=self.host, session=session)
        except OSError:
            plain.close()
            self._begun()  # the server's own word, where it refused the command
            raise
        try:
            self._begun()
        except BaseException:
            data.close()
            raise
        return data

    def _begun(self) -> None:
        answer = self.getresp()
        if not answer.startswith("1"):
            raise ftplib.error_reply(answer)

    def store(self, path: str, content: bytes) -> None:
        """Upload a file; the server's word that it has it all is waited for."""
        data = self.transfer(f"STOR {path}")
        with data:
            data.sendall(content)
            _say_goodbye(data)
            self.voidresp()

    def fetch(self, command: str) -> bytes:
        """Return what a command sends."""
        chunks = []
        with self.transfer(command) as data:
            while chunk := data.recv(_CHUNK):
                chunks.append(chunk)
            _say_goodbye(data)
        self.voidresp()
        return b"".join(chunks)

    def rename_over(self, source: str, destination: str) -> None:
        """Send both halves of a renaming at once: one way there and back instead of two."""
        self.putcmd(f"RNFR {source}")
        self.putcmd(f"RNTO {destination}")
        try:
            first = self.getresp()
        except ftplib.error_perm:
            with suppress(ftplib.Error):
                self.getresp()
            raise
        if not first.startswith("3"):
            raise ftplib.error_reply(first)
        self.voidresp()


def _say_goodbye(data: ssl.SSLSocket) -> None:
    """End the TLS stream properly, so that its end is no truncation, without waiting for the other side to do so."""
    with suppress(OSError, ValueError):
        data.settimeout(0)
        data.unwrap()
    with suppress(OSError):
        data.shutdown(socket.SHUT_WR)


def made(connection: Connection, path: str) -> bool:
    """Make a folder; ``False`` where it is there already, or cannot be made: servers say the same of both."""
    try:
        connection.mkd(path)
    except ftplib.error_perm as error:
        if not str(error).startswith(("550", "521")):
            raise
        return False
    return True


def listed(connection: Connection, folder: str) -> dict[str, Entry] | None:
    """Return what lies in a folder, by MLSD (RFC 3659); ``None`` where there is no such folder."""
    try:
        lines = connection.fetch(f"MLSD {folder}").decode("utf-8", "replace").splitlines()
    except ftplib.error_perm as error:
        if str(error).startswith(_NO_FOLDER):
            return None
        raise
    found = {}
    for line in lines:
        facts, _, name = line.partition(" ")
        known = dict(fact.lower().partition("=")[::2] for fact in facts.rstrip(";").split(";"))
        if known.get("type") not in {"cdir", "pdir"}:
            found[name] = Entry(known.get("type") == "dir", _time(known.get("modify")))
    return found


def _time(fact: str | None) -> datetime | None:
    """Return the time of a ``modify`` fact, which RFC 3659 has in UTC."""
    with suppress(ValueError, TypeError):
        return datetime.strptime(str(fact)[:14], "%Y%m%d%H%M%S").replace(tzinfo=UTC)
    return None


def hang_up(connection: Connection) -> None:
    """Say goodbye and close; never raises."""
    with suppress(OSError, EOFError, ftplib.Error):
        connection.quit()
    connection.close()
