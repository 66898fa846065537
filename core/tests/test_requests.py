"""Addresses that no page can mean."""

import pytest


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/eventi/?tema=%00", "/temi/%00/", "/bilancio/voci/%00/"])
def test_an_address_with_a_nul_is_a_bad_request(client_of, staff, address):
    assert client_of(staff).get(address).status_code == 400
