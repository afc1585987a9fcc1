"""All ledgers, in the order in which the page shows them. To add one, copy the nearest file and add it here."""

from minqing.ledgers.tables.catalogue.households import HOUSEHOLDS
from minqing.ledgers.tables.catalogue.kinds import ledgers
from minqing.ledgers.tables.catalogue.matters import MATTERS
from minqing.ledgers.tables.catalogue.wishes import WISHES
from minqing.ledgers.tables.ledger import Ledger

LEDGERS: dict[str, Ledger] = {ledger.key: ledger for ledger in (HOUSEHOLDS, MATTERS, WISHES, *ledgers())}

__all__ = ["LEDGERS"]
