"""Every address of the portal. Italian paths, English names."""

from django.urls import include, path

from core import health
from members.views import factors
from piastra.favicon import favicon
from piastra.security_txt import security_txt

handler400 = "piastra.errors.bad_request"
handler403 = "piastra.errors.forbidden"
handler404 = "piastra.errors.not_found"
handler429 = "piastra.errors.too_many_requests"
handler500 = "piastra.errors.server_error"

urlpatterns = [
    path("healthz", health.alive, name="healthz"),
    path("readyz", health.ready, name="readyz"),
    path("favicon.ico", favicon, name="favicon"),
    path(".well-known/security.txt", security_txt, name="security_txt"),
    # Before allauth's own, which asks nobody whether the last one may go.
    path(
        "accedi/2fa/webauthn/keys/<int:pk>/remove/",
        factors.passkey_remove,
        name="mfa_remove_webauthn",
    ),
    path("accedi/2fa/totp/deactivate/", factors.codes_remove, name="mfa_deactivate_totp"),
    path(
        "accedi/2fa/recovery-codes/download/",
        factors.recovery_codes_download,
        name="mfa_download_recovery_codes",
    ),
    # Not allauth's pages about identity providers: ours are among the people's.
    path("accedi/", include("allauth.account.urls")),
    path("accedi/2fa/", include("allauth.mfa.urls")),
    path("", include("piastra.site_urls")),
    path("", include("members.urls")),
    path("", include("spaces.urls")),
    path("", include("events.urls")),
    path("", include("budget.urls")),
    path("", include("piastra.reports.urls")),
]
