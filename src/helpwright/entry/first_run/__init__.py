"""The first run: six answers make a service desk that works, built on the shipped one."""
