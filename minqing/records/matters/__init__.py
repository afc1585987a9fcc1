"""Matters: what someone must do for someone, from the asking to the asker's own word that it was done.

One engine (`models/matter.py`) moves every matter by the table of its kind (`kinds/*.py`). Screens, journal and figures
read phases, never states, so that a new state breaks nothing.
"""
