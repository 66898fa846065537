"""People of the programme: accounts, invitations, applications, memberships, profiles, themes."""

from members.models.accounts import AccountChange
from members.models.applications import Application, ApplicationMove
from members.models.imports import Import, ImportRow
from members.models.invitations import Invitation
from members.models.journal import DOOR, Verb
from members.models.organisations import Organisation, OrganisationPerson
from members.models.people import Membership, Profile, User
from members.models.sessions import Session
from members.models.themes import Objective, Theme
