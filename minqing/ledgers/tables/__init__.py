"""Ledgers in Excel (台账), as offices keep them: the household ledger, the matters ledger, the wishes ledger.

A ledger is declared once (`catalogue/*.py`): columns, sorting, what one row is. `sheet.py` lays any of them out on paper,
`exporting.py` makes the file and writes the journal. Figures are not made here, and forms of other offices are not filled here.
"""
