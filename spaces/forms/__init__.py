"""What people fill in, a room for each page."""
