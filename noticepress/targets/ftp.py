"""What is said on one connection of FTP over TLS, beyond what the standard library says by itself."""

import ftplib
import re
import socket
import ssl
from contextlib import suppress
from datetime import UTC, datetime, timedelta

from noticepress.targets.files import Entry

#: What servers say to a listing of a folder that is not there.
_NO_FOLDER = ("550", "501")
#: What servers say to a command that they do not know; vsftpd and IIS do not know MLSD.
_UNKNOWN = ("500", "502", "504")
_CHUNK = 65536
#: A line of LIST, whose form no standard gives: as ``ls -l`` has it, else as Windows does.
_UNIX = re.compile(r"([-dl])\S{9,10}\s+\d+\s+.+?\s+\d+\s+([A-Z][a-z]{2}\s+\d{1,2}\s+(?:\d{4}|\d{1,2}:\d\d))\s(.+)")
_DOS = re.compile(r"(\d\d-\d\d-\d{2,4}\s+\d\d:\d\d(?:[AP]M)?)\s+(<DIR>|\d+)\s(.+)")
#: Nobody knows of which time zone a time in LIST is; by this much the moment may be later than it says in UTC.
_ZONES = timedelta(hours=12)


class Connection(ftplib.FTP_TLS):
    """An FTP connection whose data connections resume the TLS session of the control connection.

    Servers that ask for that (``require_ssl_reuse``) know by it that both ends of the data are those that logged in.
    """

    encoding = "utf-8"
    #: Whether the server was asked for MLSD and did not know it.
    lists_plainly = False

    def transfer(self, command: str) -> ssl.SSLSocket:
        """Open a data connection for ``command``, which is sent while the connection is being made.

        TLS begins once the server has agreed: of one that refuses the command, vsftpd say, it is never answered.
        """
        host, port = self.makepasv()
        self.putcmd(command)
        try:
            plain = socket.create_connection((host, port), self.timeout, self.source_address)
        except OSError:
            self._begun()  # the server's own word, where it refused the command
            raise
        try:
            self._begun()
            session = self.sock.session if isinstance(self.sock, ssl.SSLSocket) else None
            return self.context.wrap_socket(plain, server_hostname=self.host, session=session)
        except BaseException:
            plain.close()
            raise

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
    """Return what lies in a folder, by MLSD (RFC 3659), else by LIST; ``None`` where there is no such folder."""
    if connection.lists_plainly:
        return listed_plainly(connection, folder)
    try:
        lines = connection.fetch(f"MLSD {folder}").decode("utf-8", "replace").splitlines()
    except ftplib.error_perm as error:
        if str(error).startswith(_UNKNOWN):
            connection.lists_plainly = True
            return listed_plainly(connection, folder)
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


def listed_plainly(connection: Connection, folder: str) -> dict[str, Entry] | None:
    """Return what lies in a folder, by LIST; times are not before the true ones, and up to a day after them."""
    try:
        connection.cwd(folder)
    except ftplib.error_perm as error:
        if str(error).startswith(_NO_FOLDER):
            return None
        raise
    lines = connection.fetch("LIST -a").decode("utf-8", "replace").splitlines()
    found = {}
    for line in lines:
        if unix := _UNIX.fullmatch(line):
            kind, moment, name = unix.groups()
            # A link may lead to a folder; as a file it is in the way of one, which is the safe side.
            name = name.partition(" -> ")[0] if kind == "l" else name
            found[name] = Entry(kind == "d", _minute(moment))
        elif dos := _DOS.fullmatch(line):
            found[dos[3].lstrip()] = Entry(dos[2] == "<DIR>", None)
        elif not line.startswith("total "):
            raise ValueError(f"its listing cannot be read: {line[:60]}")
    return {name: entry for name, entry in found.items() if name not in {".", ".."}}


def _minute(moment: str) -> datetime | None:
    """Return the latest time that ``Nov 23 20:59`` or ``Nov 23 2025`` can be, which is no later than tomorrow."""
    now = datetime.now(UTC)
    words = moment.split()
    with suppress(ValueError):
        if ":" not in moment:
            return datetime.strptime(" ".join(words), "%b %d %Y").replace(tzinfo=UTC) + timedelta(days=1) + _ZONES
        this = datetime.strptime(f"{now.year} {' '.join(words)}", "%Y %b %d %H:%M").replace(tzinfo=UTC)
        return (this if this <= now + timedelta(days=1) else this.replace(year=now.year - 1)) + _ZONES
    return None


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
