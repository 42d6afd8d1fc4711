"""Portal: what customers see and may do, without an account: public forms and the progress of their tickets."""
