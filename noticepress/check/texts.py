"""Each brand's text of one notice: rendered, judged for itself, and held to the source that all brands share."""

import os
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from noticepress.bind import bind
from noticepress.check.guard import Held, Source, held, shared_source, told_source
from noticepress.check.marked import bound_view
from noticepress.check.translation import translation_findings
from noticepress.config import Workspace
from noticepress.document import render_document
from noticepress.errors import Finding, NoticepressError, merged
from noticepress.links.documents import draft_link_findings
from noticepress.model import BoundNotice, Brand, Document, Notice, Reference
from noticepress.workers import work, working

if TYPE_CHECKING:
    from noticepress.law import Law

_UNRESOLVED = re.compile(r"\{\{.*?\}\}|\{%.*?%\}")
#: What the same fault of another brand may word differently: numbers, and words in brackets.
_PARTICULARS = re.compile(r"\([^()]*\)|\d+")
#: Below this many brands one process is done before a second one has begun.
_WORTH_PROCESSES = 12
#: Judged on the bound source with its values known, which a text alone does not show.
_KNOWN_BETTER = frozenset({"BRAND-AGREE", "BRAND-SCOPE"})


@dataclass(frozen=True, slots=True)
class _Judged:
    """What came of one brand's text: what is wrong with it alone and, where it could be rendered, beside the others."""

    brand: str
    findings: tuple[Finding, ...]
    held: Held | None = None
    document: Document | None = None


def law_of(workspace: Workspace) -> "Law":
    """Return the law as the workspace has it."""
    from noticepress.law import workspace_law  # noqa: PLC0415 - a build judges no law

    return workspace_law(workspace.root)


def check_source(
    workspace: Workspace, notice: Notice, brands: Sequence[Brand], as_at: date | None, *, keep: bool = True
) -> tuple[Mapping[str, Document], tuple[Finding, ...]]:
    """Return the texts of ``brands`` and the findings on them, each held against all brands of the workspace.

    Law and wording are judged as of ``as_at``, and not at all where that is ``None``. Unless texts are to be kept, each
    is rendered again whenever it is asked for: those of a thousand brands fill a machine.
    """
    law = law_of(workspace) if as_at is not None else None
    judge = _Judge(notice, workspace.references, as_at, law, keep=keep)
    judged, source = _judged_texts(workspace, judge, brands)
    everyone = tuple(brand.id for brand in brands)
    shared = told_source(source, [text.held for text in judged if text.held is not None])
    findings = merged([*_own_findings(judged), *(replace(f, brands=f.brands or everyone) for f in shared)])
    if keep:
        return _documents(judged), findings
    rendered = {text.brand for text in judged if text.held is not None}
    return _Texts(notice, (b for b in brands if b.id in rendered), workspace.references), findings


def check_translation(
    workspace: Workspace,
    source: Notice,
    translation: Notice,
    documents: Mapping[str, Document],
    *,
    keep: bool = True,
) -> tuple[Mapping[str, Document], tuple[Finding, ...]]:
    """Return a translation for each brand of ``documents``, the source's texts, and the findings on it.

    It is held to its source, and to what holds in every language: binding, rendering, other brands' words. Neither law
    nor wording is judged. ``keep`` as ``check_source``.
    """
    brands = tuple(brand for brand in workspace.brands if brand.id in documents)
    translated, findings = check_source(workspace, translation, brands, None, keep=keep)
    return translated, merged([*findings, *translation_findings(source, translation, documents, translated)])


def check_notice(
    notice: Notice,
    brands: Sequence[Brand],
    references: Mapping[str, Reference],
    as_at: date | None,
    law: "Law | None" = None,
) -> tuple[dict[str, Document], tuple[Finding, ...]]:
    """Return the documents of the brands for which ``notice`` can be rendered, and the findings on all of them.

    The text is held to ``law`` as it stands on ``as_at``, the day on which the text is to take effect; where that
    is ``None`` neither law nor wording is judged.
    """
    judged = tuple(_each(_Judge(notice, references, as_at, law, keep=True), brands))
    return _documents(judged), _own_findings(judged)


class _Texts(Mapping[str, Document]):
    """The texts of a notice for brands that have one: each is rendered when it is asked for, and not kept."""

    def __init__(self, notice: Notice, brands: Iterable[Brand], references: Mapping[str, Reference]) -> None:
        self._notice, self._references = notice, references
        self._brands = {brand.id: brand for brand in brands}

    def __getitem__(self, brand: str) -> Document:
        return render_document(bind(self._notice, self._brands[brand]), self._references)

    def __iter__(self) -> Iterator[str]:
        return iter(self._brands)

    def __len__(self) -> int:
        return len(self._brands)


def _judged_texts(workspace: Workspace, judge: "_Judge", brands: Sequence[Brand]) -> tuple[Sequence[_Judged], Source]:
    """Judge the text of each of ``brands``, and return what they were held to as well."""
    judged: list[_Judged] = []
    first: BoundNotice | None = None
    for brand in brands:
        text = judge.text(brand)
        if not isinstance(text, _Judged):
            # All texts are held to the first one that there is.
            first = text[0]
            break
        judged.append(text)
    source = shared_source(workspace, judge.notice, first)
    judged.extend(_each(replace(judge, source=source), brands[len(judged) :]))
    return judged, source


def _documents(judged: Iterable[_Judged]) -> dict[str, Document]:
    return {text.brand: text.document for text in judged if text.document is not None}


def _own_findings(judged: Iterable[_Judged]) -> tuple[Finding, ...]:
    return merged(_joined([finding for text in judged for finding in text.findings]))


@dataclass(frozen=True)
class _Judge:
    """How each brand's text of one notice is judged, and whether it is kept. ``source`` is what it is held to."""

    notice: Notice
    references: Mapping[str, Reference]
    as_at: date | None
    law: "Law | None"
    keep: bool
    source: Source | None = None

    def text(self, brand: Brand) -> tuple[BoundNotice, Document] | _Judged:
        """Return one brand's text, or why it has none."""
        try:
            bound = bind(self.notice, brand)
            return bound, render_document(bound, self.references)
        except NoticepressError as error:
            return _Judged(brand.id, tuple(replace(finding, brands=(brand.id,)) for finding in error.findings))

    def __call__(self, brand: Brand) -> _Judged:
        """Return what comes of one brand's text."""
        text = self.text(brand)
        if isinstance(text, _Judged):
            return text
        bound, document = text
        judged = _judged(bound, self.references, self.as_at, self.law) if self.as_at is not None else ()
        known = (replace(finding, brands=(brand.id,)) for finding in judged if finding.rule not in _KNOWN_BETTER)
        own = (*_text_findings(self.notice, document), *draft_link_findings(self.notice, document), *known)
        found = held(self.source, bound, document) if self.source is not None else None
        return _Judged(brand.id, own, found, document if self.keep else None)


def _each(judge: _Judge, brands: Sequence[Brand]) -> Iterator[_Judged]:
    """Judge each brand's text, in their order; many brands on every core."""
    processes = os.cpu_count() or 1
    if len(brands) < _WORTH_PROCESSES or processes == 1:
        yield from map(judge, brands)
        return
    with working(processes, (judge, brands)) as pool:
        size = -(-len(brands) // (4 * processes))
        parts = [pool.submit(_in_worker, start, start + size) for start in range(0, len(brands), size)]
        for part in parts:
            yield from part.result()


def _in_worker(start: int, end: int) -> list[_Judged]:
    judge, brands = work()
    return list(map(judge, brands[start:end]))


def _judged(
    bound: BoundNotice, references: Mapping[str, Reference], as_at: date, law: "Law | None"
) -> Iterable[Finding]:
    from noticepress.check.judge import check_text  # noqa: PLC0415 - a build judges no law

    return check_text(bound_view(bound, references), bound.brand, as_at, law)


def _joined(findings: Sequence[Finding]) -> Iterator[Finding]:
    """Yield one finding for what several brands share, also where its words differ with their values."""
    shared: dict[tuple[object, ...], Finding] = {}
    for finding in findings:
        place = (finding.line, finding.column) if finding.line else _PARTICULARS.sub("", finding.message)
        # What data lacks has no words: at one place several fields may.
        said = finding.message if finding.line and finding.words is None else finding.citation or finding.message
        key = (finding.rule, finding.severity, finding.path, place, said)
        known = shared.setdefault(key, finding)
        shared[key] = replace(known, brands=tuple(dict.fromkeys((*known.brands, *finding.brands))))
    yield from shared.values()


def _text_findings(notice: Notice, document: Document) -> Iterator[Finding]:
    for match in _UNRESOLVED.finditer(document.text):
        message = f"the text still holds {match.group()}, which readers would see"
        yield _in_source(notice, document, "BRAND-VAR", message, match.group(), "write the words that are meant")


def _in_source(notice: Notice, document: Document, rule: str, message: str, words: str, hint: str) -> Finding:
    """Return an error at the first place where ``words`` stand in the source."""
    before, found, _ = notice.body.partition(words)
    line = before.count("\n") + notice.first_line if found else None
    column = len(before.rsplit("\n", 1)[-1]) + 1 if found else None
    return Finding(rule, "error", message, notice.path, line, column, hint, (document.brand,))
