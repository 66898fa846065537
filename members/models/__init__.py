"""People of the programme: accounts, invitations, applications, memberships, profiles, themes."""

from members.models.abuse import AbuseReport
from members.models.accounts import AccountChange
from members.models.application_documents import (
    ApplicationDocument,
    DocumentKind,
    DocumentLook,
)
from members.models.application_rules import ApplicationRules
from members.models.applications import Application, ApplicationMove, ApplicationPerson
from members.models.calls import Assessment, Call, Criterion
from members.models.collaborations import Collaboration
from members.models.consents import Consent
from members.models.conversations import Conversation, Message
from members.models.decisions import ApplicationNote, RefusalReason
from members.models.funder_facts import FunderFacts
from members.models.imports import Import, ImportRow
from members.models.invitations import Invitation
from members.models.journal import DOOR, Verb
from members.models.memberships import (
    MembershipNotice,
    PersonNote,
    RenewalRequest,
    Suspension,
)
from members.models.organisations import Organisation, OrganisationPerson
from members.models.outcomes import OUTCOME_LINK, Moment, Outcome, OutcomeQuestion
from members.models.people import Membership, User
from members.models.plans import Plan
from members.models.posts import LONGEST, Post, usual_end
from members.models.profiles import WORDS, Profile, reader_of
from members.models.sessions import Session
from members.models.themes import Objective, Theme
from members.models.visibility import FIELDS, OPENS, VISIBILITIES, Reader, Visibility
