"""What everything stands on: the journal, the places, and those who serve.

Nothing here knows households, visits or matters.
"""
