"""Which records are the same child.

``match.match`` answers for an import of thousands and for one typed child alike; ``explain.explain`` says why,
``merge.plan_merge`` proposes what survives when two records become one, ``estimate.estimate_weights`` measures
the weights from records whose children are known.

The way of a pair: ``records`` (what is compared) -> ``scoring`` (who is compared, at which ``levels``, how much
that weighs) -> ``rules`` (what it means for the pair alone) -> ``clusters`` (what it means among all pairs).
"""
