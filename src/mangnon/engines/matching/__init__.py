"""Which records are the same child.

``match.match`` answers for an import of thousands and for one typed child alike; ``explain.explain`` says why,
``merge.plan_merge`` proposes what survives when two records become one, ``estimate.estimate_weights`` measures
the weights from records whose children are known.

The way of a pair: ``records`` and ``names`` (what is compared) -> ``comparing`` (who is compared, and at which of the
``levels`` they land) -> ``weights`` (how much that says) -> ``rules`` (what it means for the pair alone) ->
``clusters`` (what it means among all pairs).
"""
