"""Where all concepts meet: the parts of one process, put together from its environment.

`ground` (settings, database, who asks) carries `work` (records, flows), and that carries `automation` (rules),
`messages`, `reports` and `design` (drafts, publications), which know nothing of each other.
"""

from helpwright.entry.wiring.automation import Automation
from helpwright.entry.wiring.design import Design
from helpwright.entry.wiring.messages import Messages
from helpwright.entry.wiring.reports import Reports


class Product(Automation, Messages, Reports, Design):
    """One process's parts, each made when it is first asked for. Nothing connects before `database.open()`."""
