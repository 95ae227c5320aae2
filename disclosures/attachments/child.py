"""Cleans one file in a process of its own, which may use so much memory and time and no more."""

import importlib
import json
import os
import resource
import subprocess
import sys
from pathlib import Path

from disclosures.attachments.refusal import Cleaned, Refused

_ROOT = Path(__file__).parents[2]
_MEMORY = 1024 * 1024 * 1024
_MAX_CLEANED = 40 * 1024 * 1024
# Words are told as ASCII, a letter of Vietnamese in six bytes.
_MAX_TOLD = 60 * 1024 * 1024
_CPU_SECONDS = 20
_WALL_SECONDS = 30
_CLEANERS = {"pdf": "clean_pdf", "office": "clean_office", "image": "clean_image"}


def clean_apart(kind: str, content: bytes) -> Cleaned:
    """Clean in a child; it is killed when it overruns. Raises Refused."""
    command = [sys.executable, "-m", "disclosures.attachments.child", kind]
    try:
        # No environment: nothing a file could make a parser print is worth having.
        done = subprocess.run(
            command, input=content, capture_output=True, timeout=_WALL_SECONDS,
            cwd=_ROOT,
            env={"PYTHONPATH": ":".join(path for path in sys.path if path)},
        )  # fmt: skip
    except subprocess.TimeoutExpired as error:
        raise Refused("too_much_work") from error
    head, _end, cleaned = done.stdout.partition(b"\n")
    if done.returncode or not head:
        raise Refused("too_much_work")
    told = json.loads(head)
    if "refused" in told:
        raise Refused(told["refused"])
    texts = tuple((page, text) for page, text in told["texts"])
    return Cleaned(
        told["media_type"], told["extension"], cleaned, texts, told["pages"],
        properties=tuple((name, value) for name, value in told["properties"]),
        sheets=tuple((name, text) for name, text in told["sheets"]),
        behind=tuple((place, words) for place, words in told["behind"]),
        scanned=tuple(told["scanned"]),
    )  # fmt: skip


def _main(kind: str) -> None:
    # Readers' pages go first.
    os.nice(5)
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY, _MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (_CPU_SECONDS, _CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    cleaner = importlib.import_module(f"disclosures.attachments.{_CLEANERS[kind]}")
    content = sys.stdin.buffer.read()
    try:
        cleaned: Cleaned = cleaner.clean(content)
    except Refused as refused:
        sys.stdout.write(json.dumps({"refused": str(refused)}) + "\n")
        return
    if len(cleaned.content) > _MAX_CLEANED:
        sys.stdout.write('{"refused": "too_much_work"}\n')
        return
    told = {
        "media_type": cleaned.media_type,
        "extension": cleaned.extension,
        "texts": cleaned.texts,
        "pages": cleaned.pages,
        "properties": cleaned.properties,
        "behind": cleaned.behind,
        "sheets": cleaned.sheets,
        "scanned": cleaned.scanned,
    }
    head = json.dumps(told).encode()
    if len(head) > _MAX_TOLD:
        sys.stdout.write('{"refused": "too_much_text"}\n')
        return
    sys.stdout.buffer.write(head + b"\n" + cleaned.content)


if __name__ == "__main__":
    _main(sys.argv[1])
