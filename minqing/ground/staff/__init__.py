"""Those who serve: users, organisations, roles, and the postings that give each a scope.

A posting is person x organisation x place x role x from-to. A role is an editable list of verbs; no code asks for a role's
name. What a person may see and do is worked out here (`scope.py`) and nowhere else.
"""
