"""What a request is about, whose it is, and whether it was said before.

Here live the suggestion of a category and a department, learned from what people finally set; the search for the same thing
said twice; and the hot spots of a week. A suggestion is words with a button: nothing is sorted or given to anybody by itself,
and below the threshold nothing is said. Taxonomies of others are loaded as rows, none is part of the program.

`texts`, `classifier`, `training`, `alike` and `clustering` know no model; `learning`, `suggesting`, `repeats` and `hotspots` feed them.
"""
