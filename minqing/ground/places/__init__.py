"""The administrative tree of China, from the province down to the stairwell.

A place's code is its path: 2-2-2-3-3 digits for province, city, county, township and village, then three digits a level.
The official places ship packed (`packed.py`) and are loaded when wanted (`loading.py`); what lies below a village is opened
by people. `finding.py` looks places up by words, `renumbering.py` moves or merges them with every record they hold.
"""
