"""What comes in from outside, in heaps and by mail: staged, judged, and then applied exactly once."""
