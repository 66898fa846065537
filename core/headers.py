"""Headers of every answer, of errors and static files too."""

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


class HeadersMiddleware:
    """What Django and its companions do not set: Permissions-Policy, and who may embed what is ours."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        response.headers["Permissions-Policy"] = PERMISSIONS_POLICY
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        return response
