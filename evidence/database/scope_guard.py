"""The hook that fails any SELECT on a service's table that does not name the service.

It reads the statement's own structure, not its text: for every service-owned table in the FROM list (subqueries and
joins included) there must be a criterion on that table's `service_id`. Work across services says so by name with
`system_scope`. Installed in tests and on every desk; it costs microseconds.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from sqlalchemy import ClauseElement, Engine, FromClause, Select, Table, event
from sqlalchemy.sql import visitors
from sqlalchemy.sql.elements import BinaryExpression, ColumnClause
from sqlalchemy.sql.selectable import Alias

from evidence.database.base import Base, ServiceOwned

_system_scope: ContextVar[str | None] = ContextVar("system_scope", default=None)


class UnscopedSelect(RuntimeError):
    """A SELECT read a service's table without saying which service."""


@contextmanager
def system_scope(name: str) -> Iterator[None]:
    """Within it, SELECTs may cross services. `name` says what work needs that, for whoever reads the code."""
    token = _system_scope.set(name)
    try:
        yield
    finally:
        _system_scope.reset(token)


def service_tables() -> frozenset[str]:
    """The names of all tables whose rows belong to one service."""
    return frozenset(
        mapper.local_table.name
        for mapper in Base.registry.mappers
        if issubclass(mapper.class_, ServiceOwned) and isinstance(mapper.local_table, Table)
    )


def install(engine: Engine) -> None:
    """Check every SELECT that this engine runs from now on."""
    if not event.contains(engine, "before_execute", _check):
        event.listen(engine, "before_execute", _check)


def unscoped_tables(statement: ClauseElement) -> tuple[str, ...]:
    """The service-owned tables that a statement reads without a criterion on their `service_id`, by name."""
    owned = service_tables()
    read: dict[FromClause, str] = {}
    named: set[FromClause] = set()
    for element in visitors.iterate(statement):
        if isinstance(element, Table) and element.name in owned:
            read[element] = element.name
        elif isinstance(element, Alias) and isinstance(element.element, Table) and element.element.name in owned:
            read[element] = element.element.name
        elif isinstance(element, BinaryExpression):
            for side in (element.left, element.right):
                if isinstance(side, ColumnClause) and side.name == "service_id" and side.table is not None:
                    named.add(side.table)
    aliased = {alias.element for alias in read if isinstance(alias, Alias)}
    return tuple(sorted({name for table, name in read.items() if table not in named and table not in aliased}))


def _check(_connection: object, statement: ClauseElement, *_rest: object) -> None:
    if not isinstance(statement, Select) or _system_scope.get() is not None:
        return
    if missing := unscoped_tables(statement):
        raise UnscopedSelect(f"SELECT without service_id on: {', '.join(missing)}\n{statement}")
