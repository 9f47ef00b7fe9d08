"""Documents other than a resident identity card, told by their form: nobody is refused for lacking the card."""

import re
import unicodedata

_FORMS = (
    re.compile(r"[A-Z]{1,2}\d{7,8}"),  # passports of many countries, permits of Hong Kong, Macao and Taiwan residents
    re.compile(r"[A-Z]{3}\d{12}"),  # foreign permanent residence card, 2017 form
    re.compile(r"9\d{17}"),  # foreign permanent residence card, 2023 form
    re.compile(r"[HM]\d{8}(?:\d{2})?"),  # mainland travel permit for Hong Kong and Macao residents
    re.compile(r"\d{8}"),  # mainland travel permit for Taiwan residents
)


def is_other_document(text: str) -> bool:
    """Whether a number has the form of a passport, a permit or a residence card rather than of an identity card."""
    number = re.sub(r"[\s\-()（）]", "", unicodedata.normalize("NFKC", text)).upper()
    return any(form.fullmatch(number) for form in _FORMS)
