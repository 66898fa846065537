"""What every test may use."""

pytest_plugins = ["core.testing.plugin", "piastra.embedded.pytest_plugin"]
