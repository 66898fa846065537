"""What apps above may want to know of bookings; spaces never hears of them."""

from django.dispatch import Signal

#: A booking is about to give its place back: cancelled, or its person did not come.
#: A receiver that needs its place raises `Refusal`, and does nothing else: the staff's pages ask beforehand too,
#: without anything being cancelled.
cancelling = Signal()
