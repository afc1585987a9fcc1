"""Every number that the program can say.

A figure is declared once (`catalogue/*.py`): key, title, unit, how it is counted, one source. `value()` and `rows()` come
from that one source, so a number and the list behind it cannot part. A share is made of two figures and always shows its base.
"""
