"""The online mediation room: a page for each party of a dispute, opened by a link of their own, and its panel on the desk.

What may be said, by whom and how long a link lives is in `records/matters/room.py`. Nothing here is public: no page is
indexed, cached or sent on, and nobody is named whom the party does not know from the dispute itself.
"""
