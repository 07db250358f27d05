"""Who may open what, as a table: read from the decorators above the views, so that it says what really holds."""

from collections.abc import Iterator
from dataclasses import dataclass

from flask import Flask

from evidence.accounts.open_limits import EXEMPT
from evidence.accounts.words import ROLE_WORDS, Role

COLUMNS = (Role.STAFF, Role.VIEWER, Role.MANAGER, Role.PROVIDER_LEAD)
BEGIN, END = "<!-- who may open what -->", "<!-- end of who may open what -->"
_SAYS_NOTHING = "it tells nothing of anyone"


@dataclass(frozen=True, slots=True)
class Row:
    """One address: its methods ("GET, POST"), who may open it, and why it opens without signing in, if it does."""

    address: str
    methods: str
    roles: frozenset[Role]
    reason: str

    @property
    def opens_for_anyone(self) -> bool:
        """Whether nobody has to sign in for it."""
        return not self.roles


def rows(app: Flask) -> list[Row]:
    """Every address of the site, those that open without signing in first."""
    found: dict[str, Row] = {}
    for rule in app.url_map.iter_rules():
        principals = getattr(app.view_functions[rule.endpoint], "principals", None)
        roles = frozenset(principals.roles) if principals else frozenset()
        reason = principals.reason if principals else EXEMPT.get(rule.endpoint, _SAYS_NOTHING)
        methods = ", ".join(sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}))
        row = Row(str(rule), methods, roles, "" if roles else reason)
        same = found.get(f"{row.address} {sorted(roles)}")
        if same is not None:
            row = Row(row.address, ", ".join(sorted({*same.methods.split(", "), *methods.split(", ")})), roles, reason)
        found[f"{row.address} {sorted(roles)}"] = row
    return sorted(found.values(), key=lambda row: (not row.opens_for_anyone, row.address, row.methods))


def as_markdown(app: Flask) -> str:
    """The table in Markdown: one for what opens without signing in, with the reason, and one for everything else."""
    return "\n".join(_lines(rows(app)))


def put_into(text: str, table: str) -> str:
    """A document with the table between its two marks. Raises ValueError for one without them."""
    before, begin, rest = text.partition(BEGIN)
    _old, end, after = rest.partition(END)
    if not begin or not end:
        raise ValueError(f"The document has no {BEGIN} … {END}.")
    return f"{before}{BEGIN}\n\n{table}\n\n{END}{after}"


def _lines(found: list[Row]) -> Iterator[str]:
    yield "| opens without signing in | methods | because |"
    yield "| --- | --- | --- |"
    for row in found:
        if row.opens_for_anyone:
            yield f"| `{row.address}` | {row.methods} | {row.reason} |"
    yield ""
    yield f"| address | methods | {' | '.join(ROLE_WORDS[role].lower() for role in COLUMNS)} |"
    yield f"| --- | --- | {' | '.join('---' for _role in COLUMNS)} |"
    for row in found:
        if not row.opens_for_anyone:
            cells = " | ".join("yes" if role in row.roles else "–" for role in COLUMNS)
            yield f"| `{row.address}` | {row.methods} | {cells} |"
