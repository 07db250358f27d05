"""What goes into a good-news book: the choices of every pack, its chapters, and whether it shows pictures."""

from collections.abc import Mapping
from typing import Any

from wtforms import RadioField, ValidationError
from wtforms.fields import Field

from evidence.packs.choices import ChoicesForm
from evidence.packs.good_news_book import ORDER_WORDS, BookChoices, Order
from kloe.framework import Framework

WITHOUT, WITH = "without", "with"
PICTURES_WORDS = {
    WITHOUT: "Without pictures",
    WITH: "With pictures: everybody in them has agreed to be shown in this book",
}


class BookForm(ChoicesForm):
    """The choices of a book as a form. It only asks, so it carries no token."""

    order = RadioField(
        "Chapters",
        choices={order.value: words for order, words in ORDER_WORDS.items()},
        default=Order.KEY_QUESTIONS.value,
        validate_choice=False,
    )
    pictures = RadioField(
        "Pictures",
        choices=PICTURES_WORDS,
        default=WITHOUT,
        validate_choice=False,
        description="Pictures may show people only with their agreement to be shown to whoever will read this book. "
        "It is not recorded here who has agreed, so look at each story’s pictures before you choose.",
    )

    def __init__(self, args: Mapping[str, Any], framework: Framework) -> None:
        super().__init__(args, framework)

    def validate_order(self, field: Field) -> None:
        """Refuse any other order."""
        if field.data not in set(Order):
            raise ValidationError("Choose what the chapters are: key questions or months.")

    def validate_pictures(self, field: Field) -> None:
        """Refuse anything but with and without."""
        if field.data not in PICTURES_WORDS:
            raise ValidationError("Choose with or without pictures.")

    def book_choices(self) -> BookChoices:
        """What is chosen; a field that can't be understood counts as not said."""
        order = Order.KEY_QUESTIONS if self.order.errors else Order(self.order.data)
        return BookChoices(self.choices(), order, has_pictures=not self.pictures.errors and self.pictures.data == WITH)


def as_args(choices: BookChoices) -> dict[str, Any]:
    """Choices for an address: `url_for("…", **as_args(choices))`."""
    pictures = WITH if choices.has_pictures else WITHOUT
    said = {name: value for name, value in choices.pack.as_args().items() if name != "detail"}
    return {**said, "order": choices.order.value, "pictures": pictures}
