"""Order: what must exist before what, judged by what a program declares and never by luck.

AWS refuses a mapping whose role may not read its queue yet, a trail before its bucket's policy, a service
before its target group's listener. Whether that happens in one run depends on which of two independent
resources was quicker; so the rules here look at the graph, after the program registered everything: what a
resource relies on must be among the things it waits for (by inputs, `depends_on`, parents or components).

The rules compare values that inputs hold (names, ARNs, policy documents), so they are for a graph of a
deployment; inputs that are still unknown in a preview match nothing.
"""

from .core import Graph, Node, Rule, Violation, check, rule, rules

# the files register themselves
from . import edge, grants, policies, services  # isort: skip  # noqa: F401

__all__ = ["Graph", "Node", "Rule", "Violation", "check", "rule", "rules"]
