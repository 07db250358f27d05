"""The forms that belong to no room."""

from flask_wtf import FlaskForm
from wtforms import RadioField

from evidence.web.fields import Needed

DEVICE = "device"
LOOKS = {"light": "Light", "night": "Night", DEVICE: "As the device"}
CHOOSE_LOOK = "Choose light, night or as the device."


class LookForm(FlaskForm):
    """The choice between light and night."""

    look = RadioField("How should pages look?", [Needed(CHOOSE_LOOK)], choices=LOOKS)
