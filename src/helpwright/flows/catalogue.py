"""Every node type by key."""

from collections.abc import Mapping

from helpwright.flows.node_type import AnyNodeType, NodeType
from helpwright.kernel.registry import load

NODE_TYPES: Mapping[str, AnyNodeType] = load("node_type", NodeType, ("helpwright.flows.nodes",))
