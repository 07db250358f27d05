"""The hook that fails any statement on a service's table that does not name the service.

It reads the statement's own structure, not its text. For every service-owned table that a SELECT reads, or that an
UPDATE or DELETE changes, its `service_id` must be tied to a value: compared with one by `==` or `IN`, or equal to a
column that is. A tie counts where it must hold for the row to be found: in an AND, in every branch of an OR, and in
the condition of an outer join for the side it may leave out. Work across services says so by name with
`system_scope`. Each statement is checked once, when it is compiled, so the check costs next to nothing afterwards.
"""

import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from typing import Any
from weakref import WeakSet

from sqlalchemy import (
    Alias,
    BinaryExpression,
    BindParameter,
    BooleanClauseList,
    ColumnElement,
    CompoundSelect,
    Delete,
    Engine,
    FromClause,
    Join,
    Select,
    Table,
    TextClause,
    Update,
)
from sqlalchemy.sql import operators
from sqlalchemy.sql.elements import ClauseElement, Grouping
from sqlalchemy.sql.selectable import CTE, Subquery

from evidence.database.base import Base, ServiceOwned
from evidence.database.listeners import listen_once

# A column of one table, alias or subquery of the statement.
Place = tuple[FromClause, str]
# A condition, and the tables it can tie; None for all of them.
Condition = tuple[ClauseElement, frozenset[FromClause] | None]

_system_scope: ContextVar[str | None] = ContextVar("system_scope", default=None)
_checked: WeakSet[Any] = WeakSet()
_watched: set[str] = set()


class UnscopedSelect(RuntimeError):
    """A statement read or changed a service's table without saying which service."""


@contextmanager
def system_scope(name: str) -> Iterator[None]:
    """Within it, statements may cross services. `name` says what work needs that, for whoever reads the code."""
    token = _system_scope.set(name)
    try:
        yield
    finally:
        _system_scope.reset(token)


def watch(table: str) -> None:
    """Check statements on this table too: its rows belong to services, though no model is mapped to it."""
    _watched.add(table)
    service_tables.cache_clear()


@cache
def service_tables() -> frozenset[str]:
    """The names of all tables whose rows belong to one service."""
    return frozenset(_watched).union(
        mapper.local_table.name
        for mapper in Base.registry.mappers
        if issubclass(mapper.class_, ServiceOwned) and isinstance(mapper.local_table, Table)
    )


def install(engine: Engine) -> None:
    """Check every statement that this engine runs from now on."""
    listen_once(engine, "before_cursor_execute", _check)


def unscoped_tables(statement: ClauseElement) -> tuple[str, ...]:
    """The service-owned tables that a statement reads or changes without naming the service, by name."""
    missing: set[str] = set()
    if isinstance(statement, TextClause):
        missing |= {name for name in service_tables() if re.search(rf"\b{name}\b", statement.text)}
    elif isinstance(statement, Update | Delete):
        table = statement.table
        where: list[Condition] = [(part, None) for part in statement._where_criteria]
        _check_block(statement, [table], where, frozenset(), frozenset(), missing)
    else:
        _check_query(statement, frozenset(), frozenset(), missing)
    return tuple(sorted(missing))


def _check(_connection: Any, _cursor: Any, _text: str, _parameters: Any, context: Any, _many: bool) -> None:
    compiled = context.compiled
    if compiled is None or _system_scope.get() is not None or compiled in _checked:
        return
    if missing := unscoped_tables(compiled.statement):
        raise UnscopedSelect(f"Statement without service_id on: {', '.join(missing)}\n{compiled.statement}")
    _checked.add(compiled)


def _check_query(
    query: ClauseElement, outer: frozenset[Place], around: frozenset[FromClause], missing: set[str]
) -> None:
    """Check a SELECT or a union of some. outer: what the query around it has tied; around: the tables of that query."""
    if isinstance(query, CompoundSelect):
        for part in query.selects:
            _check_query(part, outer, around, missing)
    elif isinstance(query, Select):
        own: list[FromClause] = []
        conditions: list[Condition] = [(part, None) for part in query._where_criteria]
        for source in query.get_final_froms():
            _take_apart(source, own, conditions)
        # A table of the query around is meant when it stands in a subquery's WHERE.
        left = [source for source in own if source not in around] or own
        _check_block(query, left, conditions, outer, around, missing)
    elif isinstance(query, Grouping) or hasattr(query, "element"):
        _check_query(query.element, outer, around, missing)


def _check_block(
    statement: ClauseElement,
    own: list[FromClause],
    conditions: list[Condition],
    outer: frozenset[Place],
    around: frozenset[FromClause],
    missing: set[str],
) -> None:
    tied = outer | {(source, "service_id") for source in own if _is_scoped_query(source, missing)}
    tied = _closure(tied, conditions)
    for source in own:
        name = _owned_name(source)
        if name and (source, "service_id") not in tied:
            missing.add(name)
    here = around | frozenset(own)
    for query in _inner_queries(statement, frozenset(own)):
        _check_query(query, tied, here, missing)


def _take_apart(source: FromClause, own: list[FromClause], conditions: list[Condition]) -> list[FromClause]:
    """The tables of a FROM, and the conditions of its joins with the side each can tie."""
    if not isinstance(source, Join):
        own.append(source)
        return [source]
    left = _take_apart(source.left, own, conditions)
    right = _take_apart(source.right, own, conditions)
    if source.onclause is not None and not source.full:
        conditions.append((source.onclause, frozenset(right) if source.isouter else None))
    return left + right


def _is_scoped_query(source: FromClause, missing: set[str]) -> bool:
    """Whether a source is a subquery that names the service itself; what it leaves out is noted as missing."""
    if not isinstance(source, Subquery | CTE):
        return False
    found: set[str] = set()
    _check_query(source.element, frozenset(), frozenset(), found)
    missing |= found
    return not found


def _owned_name(source: FromClause) -> str | None:
    table = source.element if isinstance(source, Alias) else source
    return table.name if isinstance(table, Table) and table.name in service_tables() else None


def _closure(tied: frozenset[Place], conditions: Iterable[Condition]) -> frozenset[Place]:
    """What is tied to a value once all the conditions hold."""
    conditions = list(conditions)
    while True:
        gained = {
            place
            for condition, side in conditions
            for place in _ties(condition, tied)
            if side is None or place[0] in side
        }
        if gained <= tied:
            return tied
        tied |= gained


def _ties(condition: Any, tied: frozenset[Place]) -> frozenset[Place]:
    """The places that one condition ties, given what is tied already."""
    if isinstance(condition, Grouping):
        return _ties(condition.element, tied)
    if isinstance(condition, BooleanClauseList):
        parts = [_closure(tied, [(part, None)]) for part in condition.clauses]
        if condition.operator is operators.or_:
            return frozenset.intersection(*parts) if parts else frozenset()
        return _closure(tied, [(part, None) for part in condition.clauses])
    if not isinstance(condition, BinaryExpression):
        return frozenset()
    left, right = _place(condition.left), _place(condition.right)
    if condition.operator is operators.eq:
        pairs = ((left, condition.right, right), (right, condition.left, left))
        return frozenset(
            place for place, other, there in pairs if place and (isinstance(other, BindParameter) or there in tied)
        )
    if condition.operator is operators.in_op and left and isinstance(condition.right, BindParameter | Grouping):
        return frozenset({left}) if not any(_inner_queries(condition.right, frozenset())) else frozenset()
    return frozenset()


def _place(side: ClauseElement) -> Place | None:
    table = getattr(side, "table", None)
    return (table, side.name) if isinstance(side, ColumnElement) and table is not None else None


def _inner_queries(statement: ClauseElement, own: frozenset[FromClause]) -> Iterator[ClauseElement]:
    """The queries inside a statement's columns and conditions; those it reads FROM are checked with their source."""
    waiting: list[ClauseElement] = list(statement.get_children())
    while waiting:
        part = waiting.pop()
        if isinstance(part, Select | CompoundSelect):
            yield part
        elif isinstance(part, Join):
            waiting += [part.left, part.right, *([part.onclause] if part.onclause is not None else [])]
        elif isinstance(part, Subquery | CTE):
            if part not in own:
                yield part.element
        elif not isinstance(part, Table | Alias):
            waiting += list(part.get_children())
