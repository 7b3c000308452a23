"""The electrocardiogram: one dipole, twelve leads, artefacts."""
