"""Drafts: what builders prepare before they publish, one for each artefact, changed as a whole or step by step."""
