"""HTTP of notify: the outbox, notifications of the caller, ways and templates."""

from helpwright.notify.api.messages import message_routes
from helpwright.notify.api.notifications import notification_routes
from helpwright.notify.api.robots import robot_routes
from helpwright.notify.api.templates import template_routes
from helpwright.notify.api.ways import way_routes

__all__ = ["message_routes", "notification_routes", "robot_routes", "template_routes", "way_routes"]
