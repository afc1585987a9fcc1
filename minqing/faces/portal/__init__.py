"""Residents' pages: say what is needed, follow it by receipt number, judge the result, know whom to call.

No account, no model of its own: what residents write are matters like any other. Nothing here shows personal data, not even
to whoever holds the receipt.
"""
