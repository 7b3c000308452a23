"""The closed circulation: a beating heart, vessels, and the reflexes that hold its pressure.

``start.start_circulation`` gives a settled body, ``step.advance_circulation`` moves it by 100 ms.
"""
