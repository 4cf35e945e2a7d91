"""A process that builds segments: articles come in on standard input, segments go out as files.

It is told what to do in frames (see `frames`): the settings first, then batches of articles, then the name of the file
to write the segment to. It answers each file with a line of JSON. When its input ends, so does it.
"""

from __future__ import annotations

import json
import signal
import sys
from pathlib import Path
from typing import BinaryIO

from searchkit.index.frames import ADD, WRITE, read_frame, unpack_records


def main() -> None:
    """Works off standard input."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the parent: it ends this process by its input
    work(sys.stdin.buffer, sys.stdout.buffer)


def work(commands: BinaryIO, answers: BinaryIO) -> None:
    """Builds what `commands` say and writes a line to `answers` for each segment."""
    from searchkit.analysis import Analyzer
    from searchkit.index.building import SegmentBuilder
    from searchkit.settings import Settings

    frame = read_frame(commands)
    if frame is None:
        return
    given = json.loads(frame[1])
    analyzer = Analyzer(settings=Settings(**given["settings"]))
    builder = SegmentBuilder(analyzer, title_weight=given["title_weight"])
    while (frame := read_frame(commands)) is not None:
        kind, payload = frame
        if kind == ADD:
            for record, older in unpack_records(payload):
                builder.add(record, older=older)
        elif kind == WRITE:
            path, count = Path(payload.decode()), builder.count
            try:
                with path.open("wb") as file:
                    builder.write(file)
                answer = {"documents": count, "stems": analyzer.take_new_stems()}
            except OSError as error:
                answer = {"error": f"{path}: {error.strerror}"}
            answers.write(json.dumps(answer).encode() + b"\n")
            answers.flush()


if __name__ == "__main__":
    main()
