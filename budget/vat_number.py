"""The Italian VAT number (partita IVA): eleven digits, the last of which checks the others."""


def check_digit(first_ten: str) -> str:
    """The eleventh digit (Luhn), given the first ten."""
    doubled = (int(digit) * 2 for digit in first_ten[1::2])
    total = sum(map(int, first_ten[::2])) + sum(sum(divmod(number, 10)) for number in doubled)
    return str(-total % 10)


def is_valid(number: str) -> bool:
    """Whether this can be an Italian VAT number. That it was ever given to somebody, nobody knows."""
    eleven = len(number) == 11 and number.isascii() and number.isdecimal()
    return eleven and check_digit(number[:10]) == number[10]
