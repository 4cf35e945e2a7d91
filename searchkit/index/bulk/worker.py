"""A process that builds segments: articles come in on standard input, segments go out as files.

It is told what to do in frames (see `bulk.frames`): the settings first, then batches of articles, then the name of the
file to write the segment to; or which segments to merge. It answers each file with a line of JSON, an error perhaps,
with the name of its class if it is one of ours, and says the number of the segment being built, from 0, when memory
asks for it to be written. When its input ends, so does it.
"""

from __future__ import annotations

import gc
import json
import os
import signal
import sys
from typing import TYPE_CHECKING, Any, BinaryIO

from searchkit.errors import SearchkitError
from searchkit.frames import read_frame
from searchkit.index.allocator import give_back
from searchkit.index.bulk.frames import ADD, WRITE, unpack_records, unpacked, why_unwritten
from searchkit.index.columnar.synced import new_file

if TYPE_CHECKING:
    from searchkit.index.bulk.building import SegmentBuilder


def main() -> None:
    """Works off standard input."""
    # NumPy's OpenBLAS starts a thread for each core, which looks for work for a while. There is none: no matrices here.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the parent, also on systems without sessions
    try:
        work(sys.stdin.buffer, sys.stdout.buffer)
    except BrokenPipeError:  # the parent is gone; closing standard output would say so once more
        os._exit(0)


def work(commands: BinaryIO, answers: BinaryIO) -> None:
    """Builds what `commands` say and writes a line to `answers` for each segment."""
    from searchkit.analysis import Analyzer
    from searchkit.index.bulk.building import SegmentBuilder
    from searchkit.settings import Settings

    frame = read_frame(commands)
    if frame is None:
        return
    given = json.loads(frame[1])
    analyzer = Analyzer(settings=Settings(**given["settings"]))
    builder = SegmentBuilder(analyzer, title_weight=given["title_weight"], memory=given["memory"])
    # Nothing here refers to itself: looking for what does would go through all words again and again.
    gc.freeze()
    gc.disable()
    failed: OSError | SearchkitError | None = None
    segment = 0
    said = -1
    while (frame := read_frame(commands)) is not None:
        kind, payload = frame
        if kind == ADD:
            try:
                for record, older in unpack_records(payload):
                    builder.add(record, older=older)
            except (OSError, SearchkitError) as error:
                failed = failed or error  # no room for a temporary file, perhaps: said when the segment is asked for
            if builder.is_full and said < segment:
                said = segment
                _say(answers, {"full": segment})
            continue
        segment += kind == WRITE
        wanted = {"path": payload.decode()} if kind == WRITE else json.loads(payload)
        try:
            if failed is not None:
                raise failed
            answer = _write(builder, wanted["path"]) if kind == WRITE else _merge(wanted)
            answer["stems"] = analyzer.take_new_stems()
        except OSError as error:
            answer = {"error": why_unwritten(error, wanted["path"])}
        except SearchkitError as error:
            answer = {"error": str(error), "kind": type(error).__name__}
        _say(answers, answer)
        gc.collect()
        give_back()


def _say(answers: BinaryIO, answer: dict[str, Any]) -> None:
    answers.write(json.dumps(answer).encode() + b"\n")
    answers.flush()


def _write(builder: SegmentBuilder, path: str) -> dict[str, Any]:
    count = builder.count
    with new_file(path) as file:  # on the disk before the answer says so
        builder.write(file)
    return {"documents": count}


def _merge(wanted: dict[str, Any]) -> dict[str, Any]:
    from searchkit.index.columnar.array_file import ArrayFile
    from searchkit.index.columnar.merging import merge_segments
    from searchkit.index.columnar.segment import Segment
    from searchkit.index.damage import damage_translated

    segments = []
    for path, deleted in wanted["segments"]:
        file = ArrayFile.map(path)
        live = None if deleted is None else ~unpacked(deleted, file.facts["documents"])
        segments.append(Segment(file, live))
    with new_file(wanted["path"]) as target, damage_translated(wanted["path"], writing=True, segments=lambda: segments):
        merge_segments(segments, target)
    return {"documents": sum(segment.document_count - segment.deleted_count for segment in segments)}
