"""The inspection pack as a document: a page for each key question, then line by line judgement, challenges first,
evidence, good news and open actions, and an index of the records."""

from evidence.actions.due import Due
from evidence.assessments.words import NOT_YET, RATING_WORDS
from evidence.drawing.document import (
    Block,
    Bullets,
    Cell,
    Document,
    Facts,
    IndexEntry,
    Paragraph,
    RatingMark,
    Reference,
    Section,
    Span,
    Table,
)
from evidence.drawing.rich_text import html_blocks
from evidence.lines.overview import LineOverview
from evidence.packs.action_plan_document import HEADINGS as ACTION_HEADINGS
from evidence.packs.action_plan_document import WIDTHS as ACTION_WIDTHS
from evidence.packs.action_plan_document import action_row
from evidence.packs.covers import NOT_CONFIDENTIAL, STANDING_SENTENCE, cover, footer
from evidence.packs.inspection_pack import (
    InspectionPack,
    JudgedAs,
    PackChallenge,
    PackEvidence,
    PackKeyQuestion,
    PackLine,
    PackStory,
    judged_in_words,
)
from evidence.web.formatters import long_date, plural, short_date
from evidence.web.markdown import to_html
from kloe.framework import CONFIDENCE
from kloe.judgement import Rating

# So many open actions of a line are named beside each challenge; all of them stand below.
MOST_NAMED = 3
NONE_SIGNED_OFF = "No signed-off judgement"
NOT_SIGNED_OFF = "Not signed off yet"
SIGNED_OFF_ALONE = "Judgements: only those that are signed off."
WITH_OPEN = f"Judgements: those of the round that is still open as well, each marked “{NOT_SIGNED_OFF}”."


def inspection_document(pack: InspectionPack) -> Document:
    """The document of an inspection pack. What was written in a record stands once, at the first line it is beside."""
    told: set[str] = set()
    return Document(
        title=f"Inspection pack of {pack.service.name}",
        subtitle=f"As it stands on {long_date(pack.as_of)}",
        author=pack.service.provider,
        subject=f"Inspection pack, {pack.framework.title}",
        cover=cover(pack.service, pack.framework, pack.as_of, pack.choices),
        sections=(
            _at_a_glance(pack),
            *(section for found in pack.key_questions for section in _key_question(found, told, _none_yet(pack))),
        ),
        index=tuple(IndexEntry(reference, title) for reference, title in pack.records.items()),
        footer=footer(pack.service, "Inspection pack", pack.as_of),
        disclaimer=STANDING_SENTENCE,
    )


def _at_a_glance(pack: InspectionPack) -> Section:
    blocks: list[Block] = []
    if pack.overall is not None and pack.choices.lines is None:
        reasons = (
            f"{reason.text} ({CONFIDENCE.get(reason.confidence, reason.confidence)})"
            for reason in pack.overall.judgement.reasons
        )
        blocks += [
            Paragraph("Likely overall rating", "heading"),
            *_rating(pack.overall.judgement.rating, is_signed_off=not pack.overall.round.is_open),
            Paragraph(f"From {judged_in_words(pack.overall.round)}.", "small"),
            Bullets(tuple(reasons)),
        ]
    blocks += [
        Table(
            headings=("Key question", "Our judgement", "Lines judged", "Open challenges"),
            rows=tuple(_glance(found, _none_yet(pack)) for found in pack.key_questions),
            widths=(3, 3, 2, 2),
            caption="The key questions in this pack",
        ),
        Paragraph(WITH_OPEN if pack.choices.has_open else SIGNED_OFF_ALONE, "small"),
        Paragraph(
            f"This pack names {plural(len(pack.records), 'record')}: what a manager has accepted, and open actions. "
            f"{NOT_CONFIDENTIAL}",
            "small",
        ),
    ]
    return Section("At a glance", 1, tuple(blocks), starts_page=True)


def _none_yet(pack: InspectionPack) -> str:
    """What stands for a judgement where this pack has none."""
    return NOT_YET if pack.choices.has_open else NONE_SIGNED_OFF


def _glance(found: PackKeyQuestion, none_yet: str) -> tuple[Cell, ...]:
    challenges = sum(line.open_challenges for line in found.lines)
    return (
        found.key_question.title,
        _rating(found.judged.rating, is_signed_off=found.judged.is_signed_off)
        if found.judged
        else RatingMark(none_yet),
        f"{found.lines_judged} of {found.lines_wanted}",
        str(challenges) if challenges else "none",
    )


def _key_question(found: PackKeyQuestion, told: set[str], none_yet: str) -> list[Section]:
    blocks: list[Block] = [Paragraph(found.key_question.question, "lead"), *_judged(found.judged, none_yet)]
    return [
        Section(found.key_question.title, 1, tuple(blocks), starts_page=True),
        *(_line(line, told, none_yet) for line in found.lines),
    ]


def _line(line: PackLine, told: set[str], none_yet: str) -> Section:
    standing = line.standing
    blocks: list[Block] = [Paragraph((Span(standing.line.question, is_italic=True),))]
    blocks += _applies(standing) or _judged(line.judged, none_yet)
    blocks += _facts(line)
    blocks += _challenges(line, told)
    blocks += _evidence(line, told)
    blocks += _stories(line, told)
    blocks += _actions(line)
    return Section(line.heading, 2, tuple(blocks))


def _facts(line: PackLine) -> list[Block]:
    pairs: list[tuple[str, Cell]] = []
    if line.standing.applies:
        pairs += [
            ("Held today, whenever it happened", " ".join(line.held.sentences())),
            ("What speaks against it", _against(line)),
            ("What is being done", _being_done(line)),
        ]
    if not line.evidence:
        pairs.append(("Evidence", "None for this line in this pack."))
    return [Facts(tuple(pairs))] if pairs else []


def _against(line: PackLine) -> str:
    if not line.challenges:
        return "Nothing in this pack."
    dealt = len(line.challenges) - line.open_challenges
    return f"{plural(len(line.challenges), 'record')}: {line.open_challenges} not dealt with yet, {dealt} dealt with."


def _being_done(line: PackLine) -> str:
    if not line.actions:
        return "No open action in this pack."
    overdue = sum(action.stands is Due.OVERDUE for action in line.actions)
    return f"{plural(len(line.actions), 'open action')}, of which {overdue} overdue."


def _applies(standing: LineOverview) -> list[Block]:
    if not standing.is_for_service:
        return [Paragraph("This line is not for this kind of service.")]
    if standing.is_left_out:
        return [Paragraph("We have said that this line does not apply to this service.")]
    return []


def _judged(judged: JudgedAs | None, none_yet: str) -> list[Block]:
    if judged is None:
        return [RatingMark(none_yet)]
    by = f" by {judged.by}" if judged.by else ""
    return [
        *_rating(judged.rating, is_signed_off=judged.is_signed_off),
        Paragraph(f"Judged{by} on {long_date(judged.on)}. Round: {judged.round}.", "small"),
        *_words(judged.reason),
    ]


def _challenges(line: PackLine, told: set[str]) -> list[Block]:
    if not line.challenges:
        return []
    return [
        Table(
            headings=("What speaks against it", "Happened", "What it shows", "What we did about it"),
            rows=tuple(_challenge(challenge, line, told) for challenge in line.challenges),
            widths=(5, 2, 4, 4),
            caption=f"What speaks against {line.code}: {line.open_challenges or 'none'} not dealt with yet",
        )
    ]


def _challenge(challenge: PackChallenge, line: PackLine, told: set[str]) -> tuple[Cell, ...]:
    dealt = "\n".join(("Not dealt with yet.", *_actions_named(line)))
    if challenge.resolved_on is not None:
        who = f"{challenge.resolved_by}, " if challenge.resolved_by else ""
        dealt = f"{challenge.resolution}\n{who}{short_date(challenge.resolved_on)}"
    return (
        (Reference(challenge.reference, challenge.title), Paragraph(challenge.kind, "small")),
        short_date(challenge.happened_on) if challenge.happened_on else "no date",
        (*_text(challenge.shows), *_once(challenge.reference, challenge.text, told)),
        dealt,
    )


def _actions_named(line: PackLine) -> list[str]:
    """The open actions of a line, the ones due first, such as "Open action on this line: AC-7KX3M due 3 Mar 2026"."""
    named = [f"Open action on this line: {each.reference} due {short_date(each.due_on)}" for each in line.actions]
    more = len(named) - MOST_NAMED
    return [*named[:MOST_NAMED], *([f"And {more} more, told below."] if more > 0 else [])]


def _evidence(line: PackLine, told: set[str]) -> list[Block]:
    if not line.evidence:
        return []
    return [
        Table(
            headings=("Evidence", "Comes from", "Date and freshness", "What it shows", "Original"),
            rows=tuple(_piece(piece, told) for piece in line.evidence),
            widths=(5, 2.7, 2.8, 4.5, 2.6),
            caption=f"Evidence for {line.code}: {plural(len(line.evidence), 'piece')}",
        )
    ]


def _piece(piece: PackEvidence, told: set[str]) -> tuple[Cell, ...]:
    kept = [piece.original_kept, f"{plural(piece.files, 'file')} in the tracker" if piece.files else ""]
    return (
        (Reference(piece.reference, piece.title), Paragraph(piece.kind, "small")),
        piece.source,
        f"{short_date(piece.happened_on) if piece.happened_on else 'no date'}\n{piece.freshness}",
        (
            *_text(" ".join(filter(None, (piece.note, piece.shows)))),
            *_once(piece.reference, piece.text, told),
        ),
        "\n".join(filter(None, kept)) or "not said",
    )


def _stories(line: PackLine, told: set[str]) -> list[Block]:
    blocks: list[Block] = [Paragraph(f"Good news for {line.code}", "heading")] if line.stories else []
    for story in line.stories:
        blocks += _story(story, line.code, told)
    return blocks


def _story(story: PackStory, code: str, told: set[str]) -> list[Block]:
    happened = f", {long_date(story.happened_on)}" if story.happened_on else ""
    blocks: list[Block] = [Reference(story.reference, f"{story.title}{happened}")]
    is_told = story.reference in told
    blocks += _once(story.reference, story.text, told)
    if not is_told and story.difference:
        blocks += [Paragraph("What difference it made", "small"), *_words(story.difference)]
    if not is_told and story.who_says:
        blocks.append(Paragraph(story.who_says, "quote"))
    if story.shows:
        blocks.append(Paragraph(f"What it shows for {code}: {story.shows}", "small"))
    return blocks


def _actions(line: PackLine) -> list[Block]:
    if not line.actions:
        return []
    count = plural(len(line.actions), "action")
    rows = tuple(action_row(action) for action in line.actions)
    return [Table(ACTION_HEADINGS, rows, ACTION_WIDTHS, f"Open actions for {line.code}: {count}")]


def _once(reference: str, text: str, told: set[str]) -> list[Block]:
    """What was written in a record, where it stands first; after that a word that it has been told."""
    if not text:
        return []
    if reference in told:
        return [Paragraph("Told in full above, at an earlier line.", "small")]
    told.add(reference)
    return _words(text)


def _rating(rating: Rating | None, *, is_signed_off: bool) -> tuple[Block, ...]:
    """A rating's mark, with a plain word beside it where nobody has signed it off."""
    if is_signed_off:
        return (_mark(rating),)
    return _mark(rating), Paragraph((Span(NOT_SIGNED_OFF, is_bold=True),))


def _mark(rating: Rating | None) -> RatingMark:
    return RatingMark(RATING_WORDS[rating], rating.value) if rating else RatingMark(NOT_YET)


def _words(text: str) -> list[Block]:
    return list(html_blocks(to_html(text)))


def _text(text: str) -> list[Block]:
    return [Paragraph(text)] if text else []
