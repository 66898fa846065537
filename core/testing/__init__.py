"""What every app's tests stand on; never imported by the portal itself."""
