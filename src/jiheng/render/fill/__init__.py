"""Fills a bureau's own file, blank or last year's, with the values of a report; all else stays as it is.

Takes a template's name and bytes and a package; gives the filled file and what was done. Forms are recognised
as in reading; whether what was put in is what can be read there is checked before anything is given out.
"""

from jiheng.render.fill._fill import Filled, Options, fill_template
from jiheng.render.fill._plan import Change

__all__ = ["Change", "Filled", "Options", "fill_template"]
