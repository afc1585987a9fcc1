from minqing.records.people.models.enterprise import Enterprise
from minqing.records.people.models.group_span import GroupSpan
from minqing.records.people.models.household import Household
from minqing.records.people.models.ledger_import import LedgerImport
from minqing.records.people.models.resident import Resident

__all__ = ["Enterprise", "GroupSpan", "Household", "LedgerImport", "Resident"]
