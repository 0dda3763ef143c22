"""The tables and guards of the trust core as revision 0004 makes them; they never change, later revisions alter them."""
