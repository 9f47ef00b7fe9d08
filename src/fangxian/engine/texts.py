"""Text that is shown to people, always in both languages of the city."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Bilingual:
    """One sentence in Chinese and in English; neither may be empty where a person reads it."""

    zh: str
    en: str

    def in_language(self, language: str) -> str:
        """The text for a language tag such as `zh-hans` or `en`; anything that is not Chinese reads English."""
        return self.zh if language.lower().startswith("zh") else self.en
