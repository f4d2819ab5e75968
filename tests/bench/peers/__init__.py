"""The bots that Leerlijn is measured against, each a program of its own: python -m tests.bench.peers.NAME URL TOKEN"""
