"""Views 视图: saved queries on a form, personal or shared with roles.

A view never widens what its reader sees: its filter is compiled under the reader's own rights, and one that names a
field they may not read everywhere does not exist for them.
"""
