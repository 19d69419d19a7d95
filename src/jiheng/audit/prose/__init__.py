"""What a report's sentences say in figures: every number with its unit, what it measures, and when."""

from jiheng.audit.prose._headings import NumberSlip, number_slips
from jiheng.audit.prose._lists import Enumeration, enumerations_of
from jiheng.audit.prose._parts import Breakdown, Claim, breakdowns_of
from jiheng.audit.prose._phrases import Thing, thing_of
from jiheng.audit.prose._quantities import plain_text, read_quantities, sentences_of
from jiheng.audit.prose._rates import StatedShare, rates_of
from jiheng.audit.prose._surroundings import Bound
from jiheng.audit.prose._types import Kind, Quantity
from jiheng.audit.prose._words import one_of, words

__all__ = [
    "Bound",
    "Breakdown",
    "Claim",
    "Enumeration",
    "Kind",
    "NumberSlip",
    "Quantity",
    "StatedShare",
    "Thing",
    "breakdowns_of",
    "enumerations_of",
    "number_slips",
    "one_of",
    "plain_text",
    "rates_of",
    "read_quantities",
    "sentences_of",
    "thing_of",
    "words",
]
