"""What people enter: households, visits, matters. Arrows within: matters > visits > people."""
