"""People of the programme: accounts, invitations, applications, memberships, profiles, themes."""

from members.models.accounts import AccountChange
from members.models.applications import Application, ApplicationMove
from members.models.consents import Consent
from members.models.invitations import Invitation
from members.models.journal import DOOR, Verb
from members.models.people import Membership, User
from members.models.profiles import WORDS, Profile, reader_of
from members.models.sessions import Session
from members.models.themes import Objective, Theme
from members.models.visibility import FIELDS, OPENS, VISIBILITIES, Reader, Visibility
