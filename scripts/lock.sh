#!/usr/bin/env bash
# Writes requirements.lock: every library of .venv with its version, without this project and without any address.
# Usage: scripts/lock.sh   (after changing pyproject.toml: .venv/bin/pip install -e '.[dev,bench,ml]' && scripts/lock.sh)
set -euo pipefail
cd "$(dirname "$0")/.."
{
  echo "# Made by scripts/lock.sh from pyproject.toml; install with: pip install -r requirements.lock"
  .venv/bin/python -m pip --disable-pip-version-check freeze --exclude-editable --exclude minqing --exclude pip --exclude setuptools |
    grep -E '^[A-Za-z0-9._-]+==[^ ]+$' | LC_ALL=C sort -f
} >requirements.lock.new
if grep -q '://\| @ ' requirements.lock.new; then
  echo "requirements.lock would hold an address; nothing written." >&2
  exit 1
fi
mv requirements.lock.new requirements.lock
echo "requirements.lock: $(grep -c == requirements.lock) libraries"
