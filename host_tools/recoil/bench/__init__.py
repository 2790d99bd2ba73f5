"""Measurements that anyone can repeat: `recoil bench`."""
