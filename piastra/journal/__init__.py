"""What was done, by whom and to what: the staff's page of the journal."""
