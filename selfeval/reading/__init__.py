"""Gathering what reports are made from: releases and the self-evaluation. No response is read."""
