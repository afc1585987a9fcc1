"""Households, the people in them, and the groups in need they belong to, with dates.

The household page lives here; what visits and matters show on it hangs on its pegs (`pegs.py`). A group is a fact with a
source and days; there is no score of a person anywhere.
"""
