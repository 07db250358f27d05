"""What the made-up records of the bench say: whole sentences, put together from a seed, so that each run says the same.

No two records say quite the same, and no person is named.
"""

from random import Random

_WHO = (
    "Mrs B.",
    "Mr K.",
    "Miss T.",
    "Mr and Mrs D.",
    "The residents’ group",
    "A daughter",
    "The night team",
    "Two carers",
)
_DID = (
    "walked to the garden and back with one carer",
    "asked for the new menu to be read out",
    "checked every medicine chart against the stock",
    "told us that the call bell is answered faster",
    "went through the fire plan room by room",
    "tried the new hoist sling and liked it",
    "found two gaps in the fluid charts",
    "thanked the team for staying late",
    "practised what to do when somebody chokes",
    "asked why the visit came forty minutes late",
)
_WHEN = ("On Monday", "Before breakfast", "During the night", "At the weekend", "After the handover", "Last Thursday")
_THEN = (
    "We wrote it into the care plan the same day.",
    "The GP has seen the chart and changed nothing.",
    "It is on the list for the next team meeting.",
    "Nine of ten people we asked said the same.",
    "The pharmacist looked at it with us and agreed.",
    "We will look again in four weeks and write down what has changed.",
    "Everybody on the rota has read and signed it.",
)
_WHAT = (
    "Survey of residents",
    "Medicine audit",
    "Falls review",
    "Fire drill",
    "Notes of the team meeting",
    "Letter from the district nurse",
    "Thank-you card",
    "Check of care plans",
    "Supervision record",
    "Report about the kitchen",
)
_PARTS = ("east wing", "west wing", "ground floor", "first floor", "evening round", "community team")


def title(chance: Random, number: int) -> str:
    """A record's title with its number in it, such as "Falls review, east wing (37)"."""
    return f"{chance.choice(_WHAT)}, {chance.choice(_PARTS)} ({number})"


def text(chance: Random) -> str:
    """Two to six sentences, in one or two paragraphs."""
    said = [
        f"{chance.choice(_WHEN)}: {chance.choice(_WHO)} {chance.choice(_DID)}." for _ in range(chance.randint(1, 3))
    ]
    after = [chance.choice(_THEN) for _ in range(chance.randint(1, 3))]
    return " ".join(said) + ("\n\n" if chance.random() < 0.5 else " ") + " ".join(after)


def shown(chance: Random) -> str:
    """What a record shows on a line: one sentence."""
    return chance.choice(_THEN)
