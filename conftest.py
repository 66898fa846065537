"""What every test may use."""

pytest_plugins = [
    "core.testing.plugin",
    "core.testing.order",
    "core.testing.slow",
    "core.testing.browser",
    "piastra.tools.embedded.pytest_plugin",
]
