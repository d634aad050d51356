"""Benchmarks: each program prints ratios against a floor measured in the same run, and judges nothing."""
