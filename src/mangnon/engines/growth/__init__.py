"""Growth: z-scores by WHO's tables, curves, classification, velocity, prevalence, data quality, plausibility."""
