"""How the tax office knows somebody: the VAT number (partita IVA) and the tax code (codice fiscale).

A VAT number has eleven digits, the last of which checks the others (DPR 633/1972, art. 35).
"""

import re

#: As it is written; its own control character is not looked at.
TAX_CODE = re.compile(r"[A-Z0-9]{16}|\d{11}")


def check_digit(first_ten: str) -> str:
    """The eleventh digit (Luhn), given the first ten."""
    doubled = (int(digit) * 2 for digit in first_ten[1::2])
    total = sum(map(int, first_ten[::2])) + sum(sum(divmod(number, 10)) for number in doubled)
    return str(-total % 10)


def is_vat_number(number: str) -> bool:
    """Whether this can be an Italian VAT number. That it was ever given to somebody, nobody knows."""
    eleven = len(number) == 11 and number.isascii() and number.isdecimal()
    return eleven and check_digit(number[:10]) == number[10] and any(map(int, number))
