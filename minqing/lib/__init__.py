"""Functions and field types that know no model: codes, numerals, days, workbooks, the vault."""
