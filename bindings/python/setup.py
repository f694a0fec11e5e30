"""Builds the package with the C library inside: one wheel for every Python of a platform. Needs a C compiler alone.

In the source tree the library's sources are ../../lib and ../../include; a source distribution has them, with
xxhash.h, under native/.
"""
import os
import pathlib
import re
import shlex
import shutil
import subprocess
import sys

from setuptools import Distribution, setup
from setuptools.command.build_py import build_py
from setuptools.command.sdist import sdist

try:
    from wheel.bdist_wheel import bdist_wheel
except ImportError:  # newer setuptools have it themselves
    from setuptools.command.bdist_wheel import bdist_wheel

HERE = pathlib.Path(__file__).resolve().parent
SONAME = "libpatron.so.0"


def native():
    """Where the library's sources are: lib, include, and api.json."""
    packed = HERE / "native"
    return (packed, packed / "api.json") if packed.exists() else (HERE.parent.parent, HERE.parent / "api.json")


def compiler():
    named = os.environ.get("CC")
    if named:
        return shlex.split(named)
    found = next((name for name in ("cc", "gcc", "clang") if shutil.which(name)), None)
    if found is None:
        sys.exit("patron: no C compiler (set CC)")
    return [found]


def version():
    text = (native()[0] / "include" / "patron" / "base.h").read_text(encoding="utf-8")
    return re.search(r'PATRON_VERSION_STRING "(.+)"', text).group(1)


class BuildLibrary(build_py):
    """Puts the library and api.json beside the Python files."""

    def run(self):
        super().run()
        root, api = native()
        package = pathlib.Path(self.build_lib) / "patron"
        package.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(api, package / "api.json")
        sources = sorted(str(path) for path in (root / "lib").glob("*.c"))
        command = compiler() + ["-std=c11", "-O2", "-fPIC", "-shared", "-fvisibility=hidden", "-ffp-contract=off"]
        command += ["-I" + str(root / "include"), "-I" + str(root / "lib"), "-I" + str(root / "xxhash")]
        command += shlex.split(os.environ.get("CFLAGS", "")) + sources + ["-o", str(package / SONAME)]
        if sys.platform != "darwin":
            command += ["-Wl,-soname," + SONAME, "-Wl,--version-script," + str(root / "lib" / "patron.map")]
        command += ["-lm", "-lpthread"] + shlex.split(os.environ.get("LDFLAGS", ""))
        subprocess.run(command, check=True)

    def get_outputs(self, include_bytecode=True):
        package = os.path.join(self.build_lib, "patron")
        return super().get_outputs(include_bytecode) + [os.path.join(package, name) for name in (SONAME, "api.json")]


def xxhash():
    """The one header that the library needs besides the C library's own."""
    found = subprocess.run(compiler() + ["-M", "-x", "c", "-"], input="#include <xxhash.h>\n", capture_output=True,
                           text=True, check=True).stdout
    return next(word for word in found.split() if word.endswith("/xxhash.h"))


class PackSources(sdist):
    """A source distribution with the library's sources in it."""

    def make_release_tree(self, base_dir, files):
        super().make_release_tree(base_dir, files)
        root, api = native()
        packed = pathlib.Path(base_dir) / "native"
        shutil.copytree(root / "include", packed / "include", dirs_exist_ok=True)
        (packed / "lib").mkdir(exist_ok=True)
        for path in list((root / "lib").glob("*.[ch]")) + [root / "lib" / "patron.map"]:
            shutil.copyfile(path, packed / "lib" / path.name)
        shutil.copyfile(api, packed / "api.json")
        (packed / "xxhash").mkdir(exist_ok=True)
        inside = root / "xxhash" / "xxhash.h"
        shutil.copyfile(inside if inside.exists() else xxhash(), packed / "xxhash" / "xxhash.h")
        licence = root / "LICENSE"
        if licence.exists():
            shutil.copyfile(licence, pathlib.Path(base_dir) / "LICENSE")


class PlatformDistribution(Distribution):
    """Has machine code, though no extension module."""

    def has_ext_modules(self):
        return True


class PlatformWheel(bdist_wheel):
    """py3-none-<platform>: nothing in it depends on the version of Python."""

    def get_tag(self):
        return ("py3", "none", super().get_tag()[2])


setup(version=version(), distclass=PlatformDistribution,
      cmdclass={"build_py": BuildLibrary, "sdist": PackSources, "bdist_wheel": PlatformWheel})
