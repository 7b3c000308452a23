"""A translator for screen tests: English as it is, Chinese marked so that it can be recognised."""


class MarkingTranslate:
    """Returns messages as they are in English, and between ⟦⟧ in any other language."""

    def __init__(self, language: str = "en") -> None:
        self.language = language

    def __call__(self, message: str, /, **fields: object) -> str:
        text = message.format(**fields) if fields else message
        return text if self.language == "en" else f"⟦{text}⟧"

    def switch(self, language: str) -> None:
        self.language = language
