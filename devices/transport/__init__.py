"""Links that carry bytes: serial ports, TCP and memory; the only place that knows pyserial."""
