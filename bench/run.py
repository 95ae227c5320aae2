"""`make bench`: every benchmark, one after another. BENCH_SCALE says how much there is.

1 is the whole country: 3,321 communes, a million notices and comments, ten million table rows; a
tenth of it unless said otherwise. Loopback only, bounded in count and time.
"""

import resource
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bench import export, ledger, readers


def main() -> None:
    """Readers first: their database is the largest."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    for part in (readers, ledger, export):
        part.main()


if __name__ == "__main__":
    main()
