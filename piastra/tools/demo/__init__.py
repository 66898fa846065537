"""A year of an invented coworking, so that a newcomer finds a portal that lives.

Always the same for the same day: every throw of dice has a fixed seed. Every person and firm is invented,
every address is on example.org.
"""
