"""Headers of what a website sent, held to what its host was asked for."""

from collections.abc import Iterator, Mapping

from noticepress.hosts import make_policy
from noticepress.hosts.policy import FROZEN, Policy
from noticepress.model import File
from noticepress.publish.manifest import Published
from noticepress.verify.difference import Difference
from noticepress.verify.fetch import Answer

_CSP = "Content-Security-Policy"
#: A page of another type is shown as text or downloaded; of other files browsers make sense by themselves.
_TYPED = frozenset({"text/html", "application/pdf"})


def site_policy(files: Mapping[str, Published], url: str | None, answers: Mapping[str, Answer]) -> Policy:
    """Return what the host of a site that holds ``files`` was asked to send; a look may bring scripts of its own."""
    frozen = [File(path, b"", file.media_type, immutable=True) for path, file in files.items() if file.immutable]
    plain, scripted = (make_policy(tuple(files), frozen, site_url=url, scripts=scripts) for scripts in (False, True))
    return scripted if takes_headers(answers, scripted) else plain


def header_differences(
    answers: Mapping[str, Answer], files: Mapping[str, Published], policy: Policy
) -> Iterator[Difference]:
    """Yield what readers are worse off for.

    A page or PDF of another type; a page that is hidden from search engines; and, where the host takes headers, one
    that lacks a header of safety. A host takes headers where it sent the policy with any of the files.
    """
    takes = takes_headers(answers, policy)
    for path, answer in sorted(answers.items()):
        yield from (Difference(path, said) for said in _type(answer, files[path]))
        if path.endswith("index.html") and "noindex" in answer.headers.get("x-robots-tag", "").lower():
            yield Difference(path, "search engines are told to leave it out (X-Robots-Tag)")
        for name, value in policy.headers(path).items() if takes else ():
            sent = answer.headers.get(name.lower())
            if name in policy.everywhere and sent != value:
                said = f"is '{sent}'" if sent else "is missing"
                yield Difference(path, f"{name} {said}, and other files have it right")


def _type(answer: Answer, file: Published) -> Iterator[str]:
    wanted = file.media_type.partition(";")[0]
    sent, _, rest = answer.headers.get("content-type", "").partition(";")
    if wanted in _TYPED and sent.strip().lower() != wanted:
        yield f"it is sent as '{sent}', not as {wanted}"
    charset = rest.lower().partition("charset=")[2].strip(" \"'")
    if wanted == "text/html" and charset and charset != "utf-8":
        yield f"it is sent as text in '{charset}', not in UTF-8"


def takes_headers(answers: Mapping[str, Answer], policy: Policy) -> bool:
    """Whether a host sends what the site's own files ask it to."""
    wanted = policy.everywhere[_CSP]
    return any(answer.headers.get(_CSP.lower()) == wanted for answer in answers.values())


def header_notes(answers: Mapping[str, Answer], policy: Policy) -> Iterator[str]:
    """Yield what a host does otherwise that costs safety in depth or speed, and is no fault of the site."""
    if answers and not takes_headers(answers, policy):
        yield f"the host does not send the {_CSP} that it was asked for; the pages carry it themselves"
    hasty = [path for path, answer in sorted(answers.items()) if _hasty(policy.headers(path), answer)]
    if hasty:
        yield f"browsers ask anew for {len(hasty)} files that never change, such as {hasty[0]} (Cache-Control)"


def _hasty(wanted: Mapping[str, str], answer: Answer) -> bool:
    return wanted["Cache-Control"] == FROZEN and answer.headers.get("cache-control") != FROZEN
