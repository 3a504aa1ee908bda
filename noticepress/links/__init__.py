"""Links that stay true: those of a built site, without a network, and the outside addresses, one by one.

The offline part is ``offline``, ``documents`` and ``papers``; the online part runs from ``targets`` over ``crawl``,
``verdict`` and ``evidence`` to ``online``. Nothing but ``crawler`` imports LinkChecker.
"""
