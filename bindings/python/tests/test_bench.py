"""The benchmarks run, in small, and agree with what they compare with (they assert it themselves)."""
import os
import re
import subprocess
import sys

import pytest
from conftest import ROOT

from patron import _library


@pytest.mark.parametrize("name,lines", [("request", 9), ("frame", 7), ("memory", 7)])
def test_benchmarks_run(name, lines):
    environment = {**os.environ, "PATRON_LIBRARY": os.path.abspath(_library.candidates()[0])}
    done = subprocess.run([sys.executable, "-B", str(ROOT / "bench" / ("python_%s.py" % name)), "--quick"],
                          capture_output=True, text=True, env=environment)
    assert done.returncode == 0, done.stderr
    title, *rest = done.stdout.splitlines()
    assert title and len(rest) == lines and all(re.fullmatch(r"  \S.*\S +[\d.,]+( of 6)?", line) for line in rest), rest
