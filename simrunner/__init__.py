"""Clinical simulation scenario runner: scenario, patient, monitor, devices, record, debrief."""

__version__ = "0.1.0"
