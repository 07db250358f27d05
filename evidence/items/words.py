"""The kinds of evidence, with what people see for them."""

ITEM_KINDS: dict[str, str] = {
    "survey": "Survey or questionnaire",
    "compliment": "Compliment or thank-you",
    "meeting": "Meeting notes",
    "feedback": "Feedback given in person",
    "audit": "Audit or check",
    "policy": "Policy or procedure",
    "training": "Training or supervision record",
    "care-record": "Care record, without names",
    "observation": "Observation",
    "professional": "Letter or report from a professional",
    "incident": "Incident or accident",
    "complaint": "Complaint or concern",
    "outcome": "Measured result",
    "picture": "Picture",
    "other": "Something else",
}

CHALLENGING_KINDS = frozenset({"incident", "complaint"})
