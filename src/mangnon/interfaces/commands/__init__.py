"""One module per command of ``mangnon``: each has ``add_arguments(parser)`` and ``run(args) -> int``."""
