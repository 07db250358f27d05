"""How well one colour stands out from another.

Source: Web Content Accessibility Guidelines 2.2, "contrast ratio" and "relative luminance". Text needs 4.5; large text
and shapes that carry meaning need 3.
"""

from __future__ import annotations

TEXT_MINIMUM = 4.5


def contrast_ratio(one: str, other: str) -> float:
    """From 1.0 (the same colour) to 21.0 (black on white), for two colours written "#rrggbb"."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    red, green, blue = (_linear(int(colour[at : at + 2], 16) / 255) for at in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(channel: float) -> float:
    return channel / 12.92 if channel <= 0.04045 else float(((channel + 0.055) / 1.055) ** 2.4)
