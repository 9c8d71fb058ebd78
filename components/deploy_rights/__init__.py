"""What a deployment of the program asks of AWS, and what it must never ask (TR-20)."""
