"""An AWS account inside the process, to which an unchanged Pulumi program can be deployed.

It knows Pulumi and AWS, and nothing of what the program declares.
"""
