"""Dashboards where no browser draws them: in mails and on public pages. HTML that needs no script, and pictures."""
