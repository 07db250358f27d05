"""About 120 records as a care home has them: what the searches of test_corpus.py are held against.

Each has a key by which the searches name it. The monthly checks come in series, so that there is much of the same.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from flask import Flask

from evidence.actions.models import Action
from evidence.database import ServiceOwned
from evidence.items.models import EvidenceItem
from evidence.records.details import LineLink, RecordDetails
from evidence.records.words import Bearing, Kind
from evidence.stories.models import Story
from tests import factories
from tests.factories import FRAMEWORK, MadePerson
from tests.filled_forms import File
from tests.integration.search.office_files import csv, excel, pdf, scan, word

ITEM, STORY, ACTION = Kind.ITEM, Kind.STORY, Kind.ACTION
OWN: Mapping[Kind, type[ServiceOwned]] = {ITEM: EvidenceItem, STORY: Story, ACTION: Action}


@dataclass(frozen=True, slots=True)
class Entry:
    """One record of the corpus. own: its kind's fields that say something, beside those that every one has."""

    key: str
    kind: Kind
    title: str
    text: str = ""
    lines: Sequence[str] = ()
    shows: str = ""
    own: Mapping[str, object] = field(default_factory=dict)
    files: Sequence[File] = ()
    day: int = 1


MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
# Key of a series -> the title of each of its twelve monthly pieces, and its text.
SERIES: Mapping[str, tuple[str, str, str]] = {
    "mar": ("MAR chart audit {month} 2025", "All charts of the month were checked against stock.", "S4"),
    "fire": ("Fire drill {month} 2025", "The building was cleared in under four minutes.", "S2"),
    "hygiene": ("Hand hygiene observation {month}", "Twenty staff were observed at the point of care.", "S5"),
    "rota": ("Rota and dependency review {month}", "Hours given against hours needed.", "S3"),
    "menu": ("Menu tasting {month}", "Residents tasted the new dishes and marked their favourites.", "E3"),
    "falls": ("Falls log {month}", "Each fall with time, place and what was done.", "S2"),
}

ENTRIES: tuple[Entry, ...] = (
    Entry("survey", ITEM, "Residents’ survey, spring", "Nine of ten feel **safe** here.", ["S1", "C1"]),
    Entry("relatives", ITEM, "Relatives' questionnaire", "Families told us that calls are answered.", ["R2"]),
    Entry("lukasz", STORY, "Łukasz plays the piano again", "Łukasz played for the whole lounge.", ["R1"]),
    Entry("sian", STORY, "Siân’s garden", "Siân grows tomatoes on the terrace.", ["R1"]),
    Entry("jose", ITEM, "Thank-you card from José’s niece", "“Muchas gracias”, she wrote.", ["C1"]),
    Entry("zoe", STORY, "Zoe went swimming", "Her first time since the stroke.", own={"who_says": "Her sister Chloë"}),
    Entry("oconnor", ITEM, "GP letter about Mrs O’Connor", "Her skin has healed.", ["E2"]),
    Entry("birthday", STORY, "A 100th birthday 🎂", "Mrs Abara danced at her party.", ["C1"]),
    Entry("covid", ITEM, "COVID-19 outbreak review", "What we learned from the one in January 2025.", ["S5", "S6"]),
    Entry("follow", ACTION, "Follow-up of incident forms", own={"issue": "Forms were not followed up in time."}),
    Entry("followed", ITEM, "Follow the up-to-date guidance", "Printed and put on the board.", ["S4"]),
    Entry(
        "policy",
        ITEM,
        "Medicines policy",
        "The policy of 2024, read by everyone.",
        ["S4"],
        files=[
            word(
                "Covert administration needs a best-interests decision.",
                "Controlled drugs are counted by two people at every handover.",
                table=("Temazepam", "locked cupboard"),
                header="Rose Lodge medicines handbook",
                name="medicines-policy.docx",
            )
        ],
    ),
    Entry(
        "pharmacist",
        ITEM,
        "Pharmacist’s visit",
        "Two small things to mend.",
        ["S4"],
        files=[
            pdf(
                "Visit of the community pharmacist\nFridge temperatures were recorded daily.",
                "Warfarin records were complete.\nInsulin pens were in date.",
                name="pharmacy visit 12-03-2025.pdf",
            )
        ],
    ),
    Entry(
        "training",
        ITEM,
        "Training matrix",
        "Who has done what, and when it runs out.",
        ["E1"],
        files=[
            excel(
                ("Name", "Moving and handling", "Safeguarding"),
                ("Kowalska", date(2025, 3, 4), "Level 2"),
                ("Nwosu", "overdue", 3.0),
                sheet="Mandatory training",
                name="matrix.xlsx",
            )
        ],
    ),
    Entry(
        "weights",
        ITEM,
        "Weights",
        "Weekly weights of people at risk.",
        ["E3"],
        files=[csv("initials,kilogram,MUST score", "A.B.,52.4,1", "C.D.,61,0", name="weights_week_12.csv")],
    ),
    Entry("scan", ITEM, "Certificate of the hoist", "LOLER inspection.", ["S2"], files=[scan("hoist-certificate.pdf")]),
    Entry("email", ITEM, "Praise from the district nurse", "Sent by anna.kowalska@example.org on Monday.", ["E4"]),
    Entry("web", ITEM, "Review on a website", "See [the review](https://reviews.example.org/rose).", ["C1"]),
    Entry("money", ITEM, "Resident’s money check", "£1,200 held for five people; all receipts there.", ["S1"]),
    Entry("grant", ITEM, "Grant of 1200 pounds for the garden", "From the town council.", ["W4"]),
    Entry("ratio", ITEM, "Night staffing", "24/7 cover with 3.5 whole-time nurses.", ["S3"]),
    Entry("safeguarding", ITEM, "Safeguarding referral closed", "The local authority closed it.", ["S1"]),
    Entry("guards", ITEM, "Bed guards and rails", "Rails were fitted, guards taken away.", ["S2"]),
    Entry("dols", ITEM, "DoLS applications", "Twelve applications are waiting.", ["E7"]),
    Entry("mca", ITEM, "Mental capacity assessments", "Decision-specific, with best interests.", ["E7"]),
    Entry("interests", STORY, "His best day", "The volunteer found out what interests him: trains.", ["R1"]),
    Entry("complaint", ITEM, "Complaint about laundry", "A jumper was lost.", ["R2"], shows="Answered late"),
    Entry("laundry", ACTION, "Label everybody’s clothes", own={"issue": "Lost jumpers", "plan": "Labels and a list"}),
    Entry("rails", ACTION, "Fit grab rails", own={"issue": "Two falls", "measure": "None for 8 weeks"}),
    Entry("medicine-fridge", ACTION, "New medicine fridge", own={"plan": "Order one with an alarm"}),
    Entry("supervision", ITEM, "Supervision themes", "Staff asked for more time with people.", ["W2"]),
    Entry("meeting", ITEM, "Residents’ meeting notes", "Asked for more outings and less pasta.", ["R1", "W3"]),
    Entry("end", STORY, "A good end of life", "He died at home here, with his wife and his cat.", ["R3"]),
    Entry("cats", STORY, "The cat that visits", "Caring for the cat gave her a reason to get up.", ["R1"]),
    Entry("care-plans", ITEM, "Care plan audit", "Ten plans; nine carried the person’s own words.", ["R1"]),
    Entry("career", STORY, "From carer to nurse", "Her career began on our nights.", ["W2"]),
    Entry("near", ITEM, "Near miss: wrong dose", "A near miss and what we learned from it.", ["S6", "S4"]),
    Entry("and-or", ITEM, "NOT for resuscitation forms", "Checked AND signed.", ["R3"]),
    Entry("arabic", STORY, "Messages for Mr Haddad", "كتبت ابنته رسالة: شكرا جزيلا", ["C1"]),
    Entry("polish", STORY, "Wigilia for Mrs Żak", "Pierogi, barszcz and carols on Christmas Eve.", ["C1"]),
    Entry("hoist", ACTION, "Second hoist for the first floor", own={"issue": "One hoist for 14 people"}),
    Entry("strasse", ITEM, "Letter to Frau Groß", "Her nephew lives in the Hauptstraße.", ["E4"]),
    Entry("percent", ITEM, "Training is 100% complete_now", "100% of induction workbooks.", ["E1"]),
    Entry("code-like", ITEM, "Room S10 redecorated", "Room S10 and room S1 have new blinds.", ["E6"]),
    Entry("handover", ITEM, "Handover sheet", "A controlled check of drugs, and counted keys.", ["S3"]),
    Entry("choking", ACTION, "Choking risk training", own={"measure": "Everyone trained by June"}),
    Entry("nurse", ITEM, "Nurses’ revalidation", "Three nurses revalidated this year.", ["S3"]),
    Entry("dignity", ITEM, "Dignity champion’s walk", "Doors knocked, curtains drawn.", ["C3"]),
)


def monthly() -> tuple[Entry, ...]:
    """The twelve pieces of each series: "mar-1" to "mar-12" and so on."""
    return tuple(
        Entry(f"{key}-{number}", ITEM, title.format(month=month), text, [line], day=number)
        for key, (title, text, line) in SERIES.items()
        for number, month in enumerate(MONTHS, 1)
    )


def series(*keys: str) -> set[str]:
    """The keys of all pieces of these series."""
    return {f"{key}-{number}" for key in keys for number in range(1, 13)}


def make_corpus(app: Flask, manager: MadePerson) -> dict[str, str]:
    """Add all of it. Gives the key of each record by its reference."""
    made: dict[str, str] = {}
    with factories.at_once(app):
        for entry in (*ENTRIES, *monthly()):
            details = RecordDetails(
                title=entry.title,
                text=entry.text,
                happened_on=None if entry.kind is ACTION else date(2025, 1, entry.day),
                links=tuple(LineLink(FRAMEWORK, code, Bearing.SUPPORTS, entry.shows) for code in entry.lines),
                own={**_NOTHING_SAID[entry.kind], **entry.own},
            )
            record = factories.make_record(app, manager, entry.kind, OWN[entry.kind], details, entry.files)
            made[record.reference] = entry.key
    return made


_NOTHING_SAID: Mapping[Kind, Mapping[str, object]] = {
    ITEM: {"source": "people", "item_kind": "survey", "good_until": None, "original_kept": ""},
    STORY: {"difference": "", "who_says": "", "source": "people"},
    ACTION: {"issue": "", "plan": "", "measure": "", "due_on": date(2026, 6, 30), "priority": "high"},
}
