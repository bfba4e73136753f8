"""An invented account whose truth is known, so that what is learned can be graded."""
