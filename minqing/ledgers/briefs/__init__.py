"""Briefs in Word (简报), whose figures cannot drift from the records.

The words stand in `wording/*.txt`, where a county may change them; every figure in them is named by its key and worked out by
the figures room, never here. In the file each figure is a content control that carries key, place and period, so that the same
figure opens on screen and `reading.figures_in` finds it again.
"""
