"""Saying no to a person, in one sentence."""


class NotNow(Exception):
    """The rule of the trade forbids this at present. `sentence` tells the person why, and what to do instead."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence
