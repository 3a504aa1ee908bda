"""Tests of the checks of a notice's text."""
