"""OML/1, the wire protocol between the program and manikins: frames and messages."""
