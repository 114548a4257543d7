"""The one way this room says that something on the machine is not as it must be."""


class HostError(Exception):
    """Something on this machine stands in the way; `what_to_do` is for the person at the keyboard."""

    def __init__(self, code: str, detail: str, what_to_do: str) -> None:
        super().__init__(f"{detail}\n{what_to_do}")
        self.code = code
        self.detail = detail
        self.what_to_do = what_to_do
