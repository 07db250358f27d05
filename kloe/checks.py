"""What can be said about the frameworks we ship: how much they hold, where they fall short, and their locks.

A cell is one line at one rating. Where the regulator's own text was read (tags C and T), a cell must carry enough
statements to be answered one by one; where a cell is our reading, one statement is enough. And each line must leave
every service that it is for something to be good at: statements that hold only for other services do not count.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from kloe.framework import CONDITIONS, SERVICE_KINDS, Framework, Line, applies_to
from kloe.judgement import Rating
from kloe.loader import FIRST_FILE, FRAMEWORKS, FrameworkErrors, read_folder
from kloe.lock import Lock, LockError, LockProblem, LockRule, load_lock, lock_problems

# The fewest statements of a cell that the regulator's text was read for, and of one that is our reading.
FEWEST_CONFIRMED: Mapping[Rating, int] = {
    Rating.OUTSTANDING: 2,
    Rating.GOOD: 3,
    Rating.REQUIRES_IMPROVEMENT: 2,
    Rating.INADEQUATE: 2,
}
FEWEST_OUR_READING = 1


@dataclass(frozen=True, slots=True)
class Shortfall:
    """A cell with too few statements. is_confirmed: whether the regulator's own text was read for it."""

    line: str
    rating: Rating
    is_confirmed: bool
    found: int
    needed: int


@dataclass(frozen=True, slots=True)
class NothingGood:
    """A line that is for a kind of service, but of whose good statements none need hold for it."""

    line: str
    kind: str


@dataclass(frozen=True, slots=True)
class FrameworkCheck:
    """What one framework holds. confirmed and our_reading count prompts and characteristics together.

    conditional: how many of those hold only for some of the services that their line is for.
    """

    framework_id: str
    title: str
    key_questions: int
    lines: int
    prompts: int
    characteristics: Mapping[Rating, int]
    confirmed: int
    our_reading: int
    shortfalls: tuple[Shortfall, ...]
    lock: tuple[LockProblem, ...]
    conditional: int = 0
    nothing_good: tuple[NothingGood, ...] = ()

    @property
    def is_sound(self) -> bool:
        """True when nothing falls short and no locked key is lost or misused."""
        falls_short = bool(self.shortfalls or self.nothing_good)
        return not falls_short and not any(problem.is_error for problem in self.lock)


@dataclass(frozen=True, slots=True)
class Report:
    """The check of all frameworks: lines of text to print, and whether all of them are sound."""

    lines: tuple[str, ...]
    is_sound: bool


def shortfalls(framework: Framework) -> tuple[Shortfall, ...]:
    """The cells with too few statements, line after line. Only a framework judged by characteristics has cells."""
    if framework.judged_by != "characteristics":
        return ()
    found = (_shortfall(line, rating) for line in framework.lines for rating in Rating)
    return tuple(shortfall for shortfall in found if shortfall)


def _shortfall(line: Line, rating: Rating) -> Shortfall | None:
    cell = line.at(rating)
    is_confirmed = any(characteristic.is_confirmed for characteristic in cell)
    needed = FEWEST_CONFIRMED[rating] if is_confirmed else FEWEST_OUR_READING
    return None if len(cell) >= needed else Shortfall(line.code, rating, is_confirmed, len(cell), needed)


def nothing_good(framework: Framework) -> tuple[NothingGood, ...]:
    """The lines that leave a kind of service without any statement for good, where it does only what the line names.

    A line without such a statement at any service is a shortfall, and not named here.
    """
    return tuple(
        NothingGood(line.code, kind)
        for line in framework.lines
        for kind in sorted(SERVICE_KINDS)
        if line.at(Rating.GOOD) and applies_to(line.applies, {kind, *CONDITIONS}) and not _leaves_good(line, kind)
    )


def _leaves_good(line: Line, kind: str) -> bool:
    service = {kind, *CONDITIONS.intersection(line.applies)}
    return any(applies_to(characteristic.applies, service) for characteristic in line.at(Rating.GOOD))


def check_framework(framework: Framework, lock: Lock) -> FrameworkCheck:
    """The check of one framework against its lock; an empty Lock when there is none yet."""
    statements = tuple(framework.statements())
    confirmed = sum(statement.is_confirmed for statement in statements)
    return FrameworkCheck(
        framework_id=framework.id,
        title=framework.title,
        key_questions=len(framework.key_questions),
        lines=len(framework.lines),
        prompts=sum(len(line.prompts) for line in framework.lines),
        characteristics={rating: sum(len(line.at(rating)) for line in framework.lines) for rating in Rating},
        confirmed=confirmed,
        our_reading=len(statements) - confirmed,
        shortfalls=shortfalls(framework),
        lock=lock_problems(framework, lock),
        conditional=sum(bool(statement.applies) for statement in statements),
        nothing_good=nothing_good(framework),
    )


def check_lines(check: FrameworkCheck) -> tuple[str, ...]:
    """The check of one framework as lines of text: what it holds, then what is wrong, then what to do."""
    by_rating = ", ".join(f"{count} {rating.words}" for rating, count in check.characteristics.items())
    total = sum(check.characteristics.values())
    return (
        f"{check.framework_id}: {check.title}",
        f"  {_count(check.key_questions, 'key question')}, {_count(check.lines, 'line')}, "
        f"{_count(check.prompts, 'prompt')}",
        f"  {_count(total, 'characteristic')}{f': {by_rating}' if total else ''}",
        f"  {_count(check.confirmed, 'statement')} confirmed, {check.our_reading} our reading",
        *([f"  {_count(check.conditional, 'statement')} only for some services"] if check.conditional else []),
        *(_shortfall_line(shortfall) for shortfall in check.shortfalls),
        *(
            f"  error: {found.line} has nothing good for a {found.kind} service. Add more."
            for found in check.nothing_good
        ),
        *_lock_lines(check.lock),
        "  Sound." if check.is_sound else "  Not sound: correct what is marked with an error.",
    )


def check_all(folder: Path = FRAMEWORKS) -> Report:
    """The check of every framework in a folder of frameworks, each with its lock."""
    lines: list[str] = []
    is_sound = True
    for path in sorted(folder.glob(f"*/{FIRST_FILE}")):
        try:
            check = check_framework(read_folder(path.parent), load_lock(path.parent.name, folder))
        except (FrameworkErrors, LockError) as error:
            lines += [f"{path.parent.name}:", *(f"  error: {line}" for line in str(error).splitlines())]
            is_sound = False
        else:
            lines += check_lines(check)
            is_sound = is_sound and check.is_sound
    if not lines:
        return Report((f'There is no framework in "{folder}".',), is_sound=False)
    return Report(tuple(lines), is_sound)


def _shortfall_line(shortfall: Shortfall) -> str:
    basis = "confirmed" if shortfall.is_confirmed else "our reading"
    cell = f"{shortfall.line} {shortfall.rating.words} ({basis})"
    return f"  error: {cell} has {shortfall.found} of at least {_count(shortfall.needed, 'characteristic')}. Add more."


def _lock_lines(problems: tuple[LockProblem, ...]) -> list[str]:
    """One line for each problem; all keys that are not yet locked share one."""
    new = [problem.key for problem in problems if problem.rule is LockRule.NOT_YET_LOCKED]
    lines = [
        f"  {'error' if problem.is_error else 'to do'}: {problem.key} {problem.text}"
        for problem in problems
        if problem.rule is not LockRule.NOT_YET_LOCKED
    ]
    if new:
        some = ", ".join(new[:3]) + (" …" if len(new) > 3 else "")
        lines.append(f"  to do: {_count(len(new), 'key')} not yet locked ({some}). Write the lock.")
    return lines


def _count(number: int, noun: str) -> str:
    return f"1 {noun}" if number == 1 else f"{number} {noun}s"
