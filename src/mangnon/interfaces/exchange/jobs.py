"""Background work of exchange, where the queue looks for it."""

from mangnon.interfaces.exchange.exports import jobs as exports
from mangnon.interfaces.exchange.imports import jobs as imports

__all__ = ["exports", "imports"]
