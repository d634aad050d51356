"""What the page of a crosswalk shows."""

from typing import Any

from library.kinds.base import Reference
from library.kinds.crosswalk import Crosswalk, Entry, Framework, Principle, Support
from library.reading.links import pointed


def context(crosswalk: Crosswalk) -> dict[str, Any]:
    links = pointed(crosswalk.references())

    def address(framework: Framework, entry: Entry) -> str:
        if framework.regulation is None or not entry.names:
            return ""
        return links[Reference("regulation", framework.regulation, entry.names[0])][1]

    entries = {
        framework.key: {entry.id: (entry, address(framework, entry)) for entry in framework.entries}
        for framework in crosswalk.frameworks
    }

    def rows(line: Principle | Support) -> list[tuple[Framework, list[tuple[Entry, str]]]]:
        ids = {cell.framework: cell.ids for cell in line.cells}
        return [
            (framework, [entries[framework.key][name] for name in ids[framework.key]])
            for framework in crosswalk.frameworks
            if framework.key in ids
        ]

    return {
        "supports": [
            {"policy": links[support.policy.reference], "rows": rows(support)} for support in crosswalk.supports
        ],
        "principles": [
            {
                "principle": principle,
                "policy": links[principle.policy.reference],
                "rows": rows(principle),
            }
            for principle in crosswalk.principles
        ],
        "frameworks": [
            {
                "framework": framework,
                "count": len(entries[framework.key]),
                "checks": sum(entry.checks or 0 for entry in framework.entries),
                "sections": [
                    (
                        section.label,
                        [(entry, crosswalk.citing(framework.key, entry.id)) for entry in section.entries],
                    )
                    for section in framework.sections
                ],
            }
            for framework in crosswalk.frameworks
        ],
    }
