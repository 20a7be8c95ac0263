"""Whole numbers in paths, of a length that a row can have."""

from starlette.convertors import IntegerConvertor, register_url_convertor

__all__ = ["RowConvertor"]


class RowConvertor(IntegerConvertor):
    """Up to 15 digits. Starlette's own takes any number of them, which Python refuses to read (from 4,300 digits on)
    and databases to look up (from 19 on): both would be a fault of the program instead of "no such page".
    """

    regex = "[0-9]{1,15}"


register_url_convertor("int", RowConvertor())
