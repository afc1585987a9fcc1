"""Notices: what each person is told, inside the program and, where they set it up, by e-mail or to their own bot.

Upper rooms `tell()` in the follow-up of an event, so that a notice is written after the event was committed and once only.
The worker then sends what is due (`sending.py`). Nothing here is needed for work: without any channel the notices are
simply read in the program. Who has read what is shown to nobody but the reader.
"""
