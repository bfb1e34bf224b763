"""The child's card (thẻ của trẻ): on paper, with a code that leads back to the child's page."""
