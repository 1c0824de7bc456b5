"""How fast it is: the rows of docs/performance.md, each in the module named after what it measures. See bin/bench."""
