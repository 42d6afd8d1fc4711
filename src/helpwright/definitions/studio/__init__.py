"""What the Studio and other builders do over HTTP: artefacts, drafts, change sets, publications, versions."""
