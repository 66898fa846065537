"""Which privacy notice is in force. A new text is a new version: who read the old one is asked again."""

VERSION = "1"
