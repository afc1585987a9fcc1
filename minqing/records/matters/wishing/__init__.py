"""Micro-wishes (微心愿): checked, numbered and published, matched to whoever can fulfil them, thanked for.

Here are what happens to a wish beside its moves (publishing, numbering), the list for those who may claim (matching, by what
they say they can do, how near they are and when it is needed), the thanks of whoever wished, and these pages. The claim itself,
one active at a time, is in `life`; what a person can do is written by themselves and never reckoned up.
"""
