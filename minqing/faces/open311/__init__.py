"""Open311 GeoReport v2: other people's programs list what is asked for and file it, and a matter is handed to a city's 12345.

The public sees masked words only; whoever files or reads more has a key. What is filed is a matter like any other, hidden from
lists until a worker has looked at it.
"""
