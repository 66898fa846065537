"""What a new password must be, in words that are translated."""

from django.contrib.auth import password_validation
from django.utils.translation import ngettext


class LongEnough(password_validation.MinimumLengthValidator):
    """Django's rule in our own sentence: its Italian catalogue misses the one of this version."""

    def get_error_message(self):
        return ngettext(
            "This password is too short: choose one with at least %(number)d character.",
            "This password is too short: choose one with at least %(number)d characters.",
            self.min_length,
        ) % {"number": self.min_length}

    def get_help_text(self):
        return ngettext(
            "At least %(number)d character.", "At least %(number)d characters.", self.min_length
        ) % {"number": self.min_length}
