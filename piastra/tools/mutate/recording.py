"""A plugin of pytest that notes which lines of the targets each test runs, and how long it takes.

Started by `footprints.record`; each process of the run leaves one file in the folder that RECORDED_IN names.
"""

import json
import os
import uuid
from collections import defaultdict
from pathlib import Path

import coverage
import pytest

from piastra.tools.embedded.home import PROJECT
from piastra.tools.mutate.targets import targets

RECORDED_IN = "PIASTRA_FOOTPRINTS"


class Recorder:
    def __init__(self) -> None:
        files = [str(PROJECT / file) for file in targets()]
        self.coverage = coverage.Coverage(data_file=None, include=files, config_file=False)
        self.seconds: dict[str, float] = defaultdict(float)
        self.failed: set[str] = set()
        self.coverage.start()

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item):
        self.coverage.switch_context(item.nodeid)
        try:
            return (yield)
        finally:
            self.coverage.switch_context("")

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(self, item, call):
        report = yield
        if report.when == "call":
            self.seconds[item.nodeid] += report.duration
        if report.outcome != "passed":
            self.failed.add(item.nodeid)
        return report

    def pytest_sessionfinish(self):
        self.coverage.stop()
        told = {
            test: {"seconds": round(seconds, 3), "lines": {}}
            for test, seconds in self.seconds.items()
            if test not in self.failed
        }
        self._add_lines(told)
        path = Path(os.environ[RECORDED_IN]) / f"{uuid.uuid4().hex}.json"
        path.write_text(json.dumps(told))

    def _add_lines(self, told: dict) -> None:
        data = self.coverage.get_data()
        for name in data.measured_files():
            file = str(Path(name).relative_to(PROJECT))
            for line, tests in data.contexts_by_lineno(name).items():
                for test in told.keys() & set(tests):
                    told[test]["lines"].setdefault(file, []).append(line)


def pytest_configure(config):
    # The process that only hands out the tests runs none.
    if hasattr(config, "workerinput") or not config.getoption("numprocesses", default=None):
        config.pluginmanager.register(Recorder())
