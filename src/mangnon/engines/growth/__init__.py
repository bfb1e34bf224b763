"""Growth: z-scores by WHO's tables, curves, classes, velocity, prevalence, data quality, plausibility."""
