"""The parts of ``benchmarks/build.py``: a made-up group, whole processes measured, the peers, and the report."""
