"""Pages of the budget. Staff and officials read; staff write."""
