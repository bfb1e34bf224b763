"""Background work of exchange, where the queue looks for it."""

from mangnon.interfaces.exchange.exports import jobs as exports

__all__ = ["exports"]
