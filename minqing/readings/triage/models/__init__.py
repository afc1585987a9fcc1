from minqing.readings.triage.models.taxonomy import Filing, TaxonomyRow

__all__ = ["Filing", "TaxonomyRow"]
