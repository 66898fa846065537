"""What a browser says of itself, in the few words by which its owner knows it again."""

import re

from django.utils.translation import gettext as _

#: The first sign that is found wins: most browsers also say that they are one of those below them.
BROWSERS = [
    ("Edge", r"\bEdg(e|A|iOS)?/"),
    ("Opera", r"\b(OPR|Opera|OPT)/"),
    ("Samsung Internet", r"\bSamsungBrowser/"),
    ("Vivaldi", r"\bVivaldi/"),
    ("Firefox", r"\b(Firefox|FxiOS)/"),
    ("Chrome", r"\b(Chrome|Chromium|CriOS|HeadlessChrome)/"),
    ("Safari", r"\bSafari/"),
]
SYSTEMS = [
    ("iphone", r"\biPhone\b"),
    ("ipad", r"\biPad\b"),
    ("android phone", r"\bAndroid\b.*\bMobile\b"),
    ("android tablet", r"\bAndroid\b"),
    ("windows", r"\bWindows\b"),
    ("chromeos", r"\bCrOS\b"),
    ("mac", r"\bMac(intosh| OS X)\b"),
    ("linux", r"\b(Linux|X11)\b"),
]
#: Longer than any browser's; what follows is not read.
LONGEST = 500


def device_of(user_agent: str) -> str:
    """Browser and system, as `Firefox/windows`; what is not known is left out on its side of the stroke."""
    said = user_agent[:LONGEST]
    return f"{_first(BROWSERS, said)}/{_first(SYSTEMS, said)}"


def _first(signs: list[tuple[str, str]], said: str) -> str:
    return next((name for name, sign in signs if re.search(sign, said)), "")


def words_for(device: str) -> str:
    """The device in a person's words, in the present language: “Firefox on Windows”."""
    browser, _stroke, code = device.partition("/")
    system = _system_words().get(code, "")
    if browser and system:
        return _("%(browser)s on %(system)s") % {"browser": browser, "system": system}
    return browser or system or _("A browser we do not recognise")


def _system_words() -> dict[str, str]:
    return {
        "iphone": "iPhone",
        "ipad": "iPad",
        "android phone": _("an Android phone"),
        "android tablet": _("an Android tablet"),
        "windows": "Windows",
        "chromeos": "ChromeOS",
        "mac": "Mac",
        "linux": "Linux",
    }
