"""Ratios measured side by side in one run: what a page, a booking, a report and a month's figures cost.

Absolute times belong to a machine; the ratio to something that does next to nothing stays comparable.
"""
