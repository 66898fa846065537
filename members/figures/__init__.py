"""Numbers about people: sums only, never a person; small groups are hidden where they are shown."""

from members.figures.collaborations import Collaborations, collaborations
from members.figures.deciding import Deciding, deciding
from members.figures.facts import FactRow, Facts, facts
from members.figures.indicators import Indicator, Share, indicators
from members.figures.month import DECIDED, KindRow, People, ThemeRow, people
from members.figures.outcomes import Outcomes, outcomes
