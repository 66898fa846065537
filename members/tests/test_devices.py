"""Browsers as they really introduce themselves."""

import pytest
from django.utils.translation import override

from members.authentication.devices import device_of, words_for

MOZILLA = "Mozilla/5.0"
SAID = {
    f"{MOZILLA} (Windows NT 10.0; Win64; x64; rv:145.0) Gecko/20100101 Firefox/145.0": "Firefox su Windows",
    f"{MOZILLA} (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) "
    "Chrome/142.0.0.0 Safari/537.36": "Chrome su Windows",
    f"{MOZILLA} (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) "
    "Chrome/142.0.0.0 Safari/537.36 Edg/142.0.0.0": "Edge su Windows",
    f"{MOZILLA} (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) "
    "Chrome/142.0.0.0 Mobile Safari/537.36": "Chrome su un telefono Android",
    f"{MOZILLA} (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) "
    "Chrome/142.0.0.0 Safari/537.36": "Chrome su un tablet Android",
    f"{MOZILLA} (Android 15; Mobile; rv:145.0) Gecko/145.0 Firefox/145.0": "Firefox su un telefono Android",
    f"{MOZILLA} (Linux; Android 14; SM-S918B) AppleWebKit/537.36 (KHTML, like Gecko) "
    "SamsungBrowser/28.0 Chrome/130.0.0.0 Mobile Safari/537.36": "Samsung Internet su un telefono Android",
    f"{MOZILLA} (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) "
    "Version/18.6 Mobile/15E148 Safari/604.1": "Safari su iPhone",
    f"{MOZILLA} (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) "
    "CriOS/142.0.7444.77 Mobile/15E148 Safari/604.1": "Chrome su iPhone",
    f"{MOZILLA} (iPhone; CPU iPhone OS 15_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) "
    "FxiOS/145.0 Mobile/15E148 Safari/605.1.15": "Firefox su iPhone",
    f"{MOZILLA} (iPad; CPU OS 16_7 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) "
    "Version/16.6 Mobile/15E148 Safari/604.1": "Safari su iPad",
    f"{MOZILLA} (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) "
    "Version/18.6 Safari/605.1.15": "Safari su Mac",
    f"{MOZILLA} (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0": "Firefox su Linux",
    f"{MOZILLA} (X11; CrOS x86_64 14541.0.0) AppleWebKit/537.36 (KHTML, like Gecko) "
    "Chrome/142.0.0.0 Safari/537.36": "Chrome su ChromeOS",
    f"{MOZILLA} (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) "
    "Chrome/142.0.0.0 Safari/537.36 OPR/124.0.0.0": "Opera su Windows",
    "curl/8.14.1": "Un browser che non conosciamo",
    "": "Un browser che non conosciamo",
    "(Windows)": "Windows",
    "Firefox/1": "Firefox",
    "<script>" + "x" * 10_000 + "Firefox/1": "Un browser che non conosciamo",
}


@pytest.mark.parametrize(("said", "words"), SAID.items(), ids=range(len(SAID)))
def test_a_browser_is_named_as_its_owner_knows_it(said, words):
    with override("it"):
        assert words_for(device_of(said)) == words
