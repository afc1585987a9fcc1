"""The diary: a visit, the households it reached, what was done in numbers, and what was promised for which day.

One entry is written once, in plain words kept as they are; everything else that the program says of a visit is derived.
"""
