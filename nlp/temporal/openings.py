"""With what kinds of words an expression may open, as bits, so that a reader is only asked where it can apply."""

from typing import Final

FIGURE: Final = 1 << 0
NUMBER: Final = 1 << 1
ORDINAL: Final = 1 << 2
MONTH: Final = 1 << 3
WEEKDAY: Final = 1 << 4
DAY: Final = 1 << 5
UNIT: Final = 1 << 6
SHIFT: Final = 1 << 7
PART: Final = 1 << 8
FRAME: Final = 1 << 9
NAMED: Final = 1 << 10
DETERMINER: Final = 1 << 11
RETURNING: Final = 1 << 12
"""'elke', 'om', 'wekelijks', 'eens', 'per', 'maandags'."""
SPECIAL: Final = 1 << 13
"""'Q', 'heel', 'de periode', 'de loop', 'de rest', 'nu'."""
CONTEXT: Final = 1 << 14
