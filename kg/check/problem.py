"""One finding of a check."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """What is wrong: the node, shortened with the prefixes of the graph, the rule it breaks, and what that says.

    `detail` names what else is concerned; two findings that differ in it alone are one.
    """

    node: str
    rule: str
    message: str
    detail: str = field(default="", compare=False)

    def __str__(self) -> str:
        """Return one line."""
        return f"{self.node}: {self.message}{f' ({self.detail})' if self.detail else ''} [{self.rule}]"
