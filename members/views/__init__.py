"""Pages about people: the applicant's own, the staff's, invitations, the profile and the themes."""
