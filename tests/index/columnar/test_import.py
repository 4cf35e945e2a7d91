"""What importing the package costs."""

from __future__ import annotations

import subprocess
import sys


def test_importing_is_light() -> None:
    """The package itself imports neither numpy nor Whoosh."""
    code = "import sys, searchkit.index.columnar as c; c.segments_of; print({'numpy', 'whoosh'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"
