"""The forms of the private calendar."""

from flask_wtf import FlaskForm
from wtforms import BooleanField


class CalendarForm(FlaskForm):
    """Making a calendar address."""

    with_titles = BooleanField(
        "Name titles in the calendar",
        description="Without it the calendar says only references, such as “AC-7KX3M is due”. Confidential titles "
        "never go out.",
    )
