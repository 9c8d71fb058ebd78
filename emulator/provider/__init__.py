"""The emulator behind Pulumi's provider protocol: the real engine deploys to the account in this process."""
