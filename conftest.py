"""What every test may use."""

pytest_plugins = ["core.testing.plugin", "core.testing.browser", "piastra.embedded.pytest_plugin"]
