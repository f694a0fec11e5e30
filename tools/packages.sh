# Sourced by ./demo and ./check: `need PACKAGE …` installs the Debian packages that are missing, and is quick when none is.

need() {
    local missing=() package
    if ! command -v apt-get >/dev/null || ! command -v dpkg-query >/dev/null; then
        echo "No apt here: these Debian packages, or their like, must be there: $*" >&2
        return 0
    fi
    for package in "$@"; do
        [ "$(dpkg-query -W -f='${db:Status-Status}' "$package" 2>/dev/null)" = installed ] || missing+=("$package")
    done
    [ ${#missing[@]} -gt 0 ] || return 0
    local root=()
    if [ "$(id -u)" -ne 0 ]; then
        command -v sudo >/dev/null || { echo "Install these as root: apt-get install ${missing[*]}" >&2; return 1; }
        root=(sudo)
    fi
    echo "Installing ${missing[*]}" >&2
    local log
    log=$(mktemp)
    if ! { "${root[@]}" apt-get -o DPkg::Lock::Timeout=300 update -qq && "${root[@]}" env DEBIAN_FRONTEND=noninteractive \
        apt-get -o DPkg::Lock::Timeout=300 install -y -qq --no-install-recommends "${missing[@]}"; } >"$log" 2>&1 </dev/null; then
        tail -n 20 "$log" >&2
        rm -f "$log"
        return 1
    fi
    rm -f "$log"
}

packages_build=(gcc libc6-dev pkg-config meson ninja-build python3 libxxhash-dev libcsv-dev zlib1g-dev tzdata)
packages_check=(g++ clang valgrind abigail-tools libcmocka-dev libjansson-dev groff-base)
packages_python=(python3-pytest python3-numpy python3-pandas python3-hypothesis python3-matplotlib python3-setuptools
    python3-wheel python3-venv mypy)
packages_coverage=(gcovr)
packages_php=(php-cli php-dev php-sqlite3 php-mysql php-parser)
packages_mariadb=(mariadb-server-core mariadb-client-core)
