"""The facts that a notice needs and only the company can give: what is missing, by the field of the brand's file."""

from collections.abc import Iterator, Mapping
from dataclasses import fields

from noticepress.errors import Finding
from noticepress.law import Law, severity_of, uk_law
from noticepress.model import Brand, Contact, Registration

#: Facts that a notice needs and only the company can give; UK GDPR Article 13(1)(a) and (b) ask for the first three.
_FACTS: Mapping[str, str] = {
    "legal_name": "the registered name of the company behind the brand",
    "contact.address": "a postal address",
    "contact.email": "a mailbox",
    "contact.telephone": "a telephone number",
    "contact.privacy_email": "a mailbox for privacy matters",
    "contact.form": "the address of the contact form that the notice speaks of",
    "privacy_contact_title": "the title of the person whom readers write to, to be used throughout the notice",
    "site_url": "the address where the brand's notices are published",
}


def fact_findings(brand: Brand, law: Law | None = None) -> Iterator[Finding]:
    """Yield a warning for each fact that the brand's file does not give, naming the field.

    What the register of companies says is asked for by the rule COMPANY of ``law``, all that is missing in one finding.
    """
    contact = {f"contact.{field.name}": getattr(brand.contact, field.name) for field in fields(Contact)}
    given = {**contact, **{name: getattr(brand, name) for name in _FACTS if not name.startswith("contact.")}}
    for name, what in _FACTS.items():
        if given[name] is None:
            yield _fact(brand, f"'{name}' is missing: {what}", f"ask the company, and write it into {brand.path}")
    yield from _registration_findings(brand, law or uk_law())
    if brand.confirmed is None:
        own = f"; its {', '.join(sorted(brand.inherited))} are its parent's" if brand.inherited else ""
        message = f"'confirmed' is missing: nobody has said that the notice's statements are true of {brand.name}{own}"
        yield _fact(brand, message, "let someone at the company confirm them, and write by whom and when")


def _registration_findings(brand: Brand, law: Law) -> Iterator[Finding]:
    """Yield what the website of a company has to show and the brand's file does not give, its name aside."""
    rule = law.rules["COMPANY"]
    names = [field.name for field in fields(Registration)]
    missing = [f"'company.{name}'" for name in names if getattr(brand.company, name) is None]
    if missing:
        verb = "is" if len(missing) == 1 else "are"
        message = f"{', '.join(missing)} {verb} missing: a company's website has to show this"
        hint = f"ask the company, and write it into {brand.path}"
        severity = severity_of(rule)
        yield Finding(rule.id, severity, message, brand.path, hint=hint, brands=(brand.id,), citation=rule.cite)


def _fact(brand: Brand, message: str, hint: str) -> Finding:
    return Finding("FACT", "warning", message, brand.path, hint=hint, brands=(brand.id,))
