"""Chinese time expressions and EDTF: `find` them in a text, ask for their `window`, read a day from a name."""

from kg.dates.days import option_day, parse_day
from kg.dates.edtf import start_of, window
from kg.dates.scan import find

__all__ = ["find", "option_day", "parse_day", "start_of", "window"]
