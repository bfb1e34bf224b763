"""The look of the office pages: words, parts, charts, templates, styles. Knows no child, only how one is shown."""
