"""The source distribution builds with a C compiler alone, and its wheel works in a bare virtual environment."""
import os
import re
import shutil
import subprocess
import sys
import tarfile
import zipfile

import pytest
from conftest import ROOT


def run(*command, **more):
    done = subprocess.run([str(part) for part in command], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                          **more)
    assert done.returncode == 0, done.stdout
    return done.stdout


def test_sdist_wheel_and_a_bare_environment(tmp_path):
    pytest.importorskip("wheel")
    tree = tmp_path / "tree"  # nothing is built in the checkout
    skip = shutil.ignore_patterns("__pycache__", "build", "dist", "*.egg-info", "libpatron.so*")
    for part in ("bindings", "include", "lib"):
        shutil.copytree(ROOT / part, tree / part, ignore=skip)
    shutil.copyfile(ROOT / "LICENSE", tree / "LICENSE")
    environment = {key: value for key, value in os.environ.items() if key != "PATRON_LIBRARY"}
    run(sys.executable, "setup.py", "-q", "sdist", "-d", tmp_path, cwd=tree / "bindings" / "python", env=environment)
    packed = next(tmp_path.glob("patron-*.tar.gz"))
    with tarfile.open(packed) as archive:
        archive.extractall(tmp_path / "sdist")
    source = next((tmp_path / "sdist").iterdir())
    assert (source / "native" / "xxhash" / "xxhash.h").exists() and (source / "LICENSE").exists()
    tools = tmp_path / "tools"  # a compiler, and nothing else
    tools.mkdir()
    for name, program in (("cc", "gcc"), ("as", "as"), ("ld", "ld")):
        (tools / name).symlink_to(shutil.which(program))
    said = run(sys.executable, "setup.py", "-q", "bdist_wheel", "-d", tmp_path, cwd=source,
               env={**environment, "PATH": str(tools), "CFLAGS": "-O1 -H"})  # -O1: this is about packing, not speed
    headers = re.findall(r"^\.+ (\S*xxhash\.h)$", said, flags=re.M)  # -H names every header
    assert headers and all(str(source) in header for header in headers)
    wheel = next(tmp_path.glob("*.whl"))
    assert "-py3-none-" in wheel.name and "any" not in wheel.name
    with zipfile.ZipFile(wheel) as archive:
        assert {"patron/libpatron.so.0", "patron/api.json", "patron/py.typed"} <= set(archive.namelist())
    run(sys.executable, "-m", "venv", "--without-pip", tmp_path / "bare")
    python = tmp_path / "bare" / "bin" / "python"
    site = run(python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))").strip()
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(site)
    code = ("import sys, patron; days = ['2024-01-01', '2024-01-02', '2024-01-09']; "
            "book = patron.Book(customer=['a', 'b', 'a'], time=days, amount=[1, 2, 3]); "
            "print(book.totals('2024-02-01').net, patron.__file__.startswith(sys.prefix), 'numpy' in sys.modules, "
            "book.churn('2024-02-01')['state'].tolist(), patron._library.candidates()[0])")
    found = run(python, "-c", code, cwd=tmp_path, env=environment)
    assert found.startswith("6 True False ['slipping', 'new']") and site in found
