"""Dashboards that are sent to people at their time: each gets what they themselves may see, by mail, bell or WeCom.

A delivery belongs to an owner. What goes to addresses outside is what the owner sees. It is no part of an app's
blueprint: it names people and addresses of one house.
"""
