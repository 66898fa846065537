"""Headers of every answer, of errors and static files too."""

import re

from django.conf import settings

#: What a page may ask the browser for. Nothing needs more than a copied address and a passkey; what is named
#: here at all, browsers know (they complain of others in the console).
ALLOWED = {"clipboard-write", "publickey-credentials-create", "publickey-credentials-get"}
FEATURES = ALLOWED | {
    "accelerometer", "autoplay", "browsing-topics", "camera", "clipboard-read", "display-capture",
    "encrypted-media", "fullscreen", "geolocation", "gyroscope", "hid", "idle-detection", "local-fonts",
    "magnetometer", "microphone", "midi", "payment", "picture-in-picture", "screen-wake-lock", "serial",
    "storage-access", "sync-xhr", "usb", "window-management", "xr-spatial-tracking",
}  # fmt: skip
PERMISSIONS_POLICY = ", ".join(
    f"{feature}={'(self)' if feature in ALLOWED else '()'}" for feature in sorted(FEATURES)
)
#: What a view itself lets a browser keep, for some seconds or for all: photos, the icon, static files.
MAY_BE_KEPT = re.compile(r"\bpublic\b|\bmax-age=[1-9]")


class HeadersMiddleware:
    """What Django and its companions do not set: Permissions-Policy, who may embed or keep what is ours."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        response.headers["Permissions-Policy"] = PERMISSIONS_POLICY
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        if _is_of_a_session(request, response):
            response.headers["Cache-Control"] = "private, no-store"
        return response


def _is_of_a_session(request, response) -> bool:
    """Whether somebody's eyes only are meant: whoever comes to this browser next finds none of it."""
    cookie = settings.SESSION_COOKIE_NAME
    if MAY_BE_KEPT.search(response.headers.get("Cache-Control", "")):
        return False
    return cookie in request.COOKIES or cookie in response.cookies
