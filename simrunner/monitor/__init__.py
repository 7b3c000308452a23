"""What the room can see and hear: sensors, numerics with their lag, the cuff, alarms, sounds."""
