"""What is so on the floor, whoever asks. Here stands what the pages, forms and verbs need of it most."""

from spaces.schedule.choices import in_use
from spaces.schedule.opening import Opening, Slot, holiday, instant, is_in_service
from spaces.schedule.spans import Span
