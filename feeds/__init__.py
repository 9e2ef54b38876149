"""From a cleared recording to a listener's app."""
