"""What goes on by itself, put together once per process: timers, the readers of the event stream, the runs of rules."""

from helpwright.entry.wiring import Product
from helpwright.flows import sweep
from helpwright.jobs.timers import Sweeper


def sweeper_of(product: Product) -> Sweeper:
    """Delivers every kind of timer."""
    return Sweeper(
        product.database,
        product.clock,
        {sweep.TIMER: sweep.deliver_timers(product.flows)},
        {sweep.TIMER: sweep.tell_given_up(product.flows)},
    )
