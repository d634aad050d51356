"""Verify a decision record of AI PMO without AI PMO: python3 verify_decision.py UC-0042-round-1-decision.json

Needs Python 3.10 or later and nothing else. Says what was checked; the exit status is 1 when something does not hold.
"""

import hashlib
import json
import sys
from typing import Any


def digest(value: Any) -> str:
    """Return the SHA-256 of canonical JSON: keys sorted, no spaces, UTF-8."""
    text = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def problems(file: dict[str, Any]) -> list[str]:
    """Return what does not hold in a file with a decision record; nothing when all of it does."""
    record, found = file["record"], []
    if digest(record) != file["digest"]:
        found.append("The record is not the one that was digested.")
    if digest(record["sections"]) != record["fingerprint"]:
        found.append("The fingerprint is not that of the sections.")
    for name, content in file.get("dossier", {}).items():
        if digest(content) != record["sections"].get(name):
            found.append(f"The section {name} is not the one that was approved.")
    for step in record["steps"]:
        for vote in step.get("votes", ()):
            sealed = {key: vote[key] for key in ("salt", "choice", "reason", "questions") if key in vote}
            if digest(sealed) != vote["commitment"]:
                found.append(f"The vote of the seat {vote['seat']} is not the one that was sealed.")
    return found


def main(path: str) -> int:
    """Check one file, and say what was found."""
    with open(path, encoding="utf-8") as source:
        file = json.load(source)
    found = problems(file)
    record = file["record"]
    case = f"{record['case']['reference']}, round {record['round']}: {record['outcome']}"
    votes = sum(len(step.get("votes", ())) for step in record["steps"])
    print(
        "\n".join(found)
        or f"{case}. Holds: digest, fingerprint, {len(file.get('dossier', {}))} sections, {votes} votes."
    )
    print(f"Compare this digest with the one in the trail or the one that you were given: {file['digest']}")
    return 1 if found else 0


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(str(__doc__).strip())
    sys.exit(main(sys.argv[1]))
