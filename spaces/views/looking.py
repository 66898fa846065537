"""A form with two buttons: one looks at what its fields name, the other one does it.

Both send the same fields, so that what is done is what the form says, also after a field was changed and not
looked at again. Looking leads to the page's own address with these fields in it: it can be kept and reloaded.
"""

from urllib.parse import urlencode

from django.http import HttpResponseRedirect
from django.urls import reverse

#: As much of one field as an address carries, and as many answers to one question.
LONGEST, MOST = 200, 20
SEEN = "seen"


def look(request, names, page: str, *args, below: str = ""):
    """To the page `page`, with what was sent of the fields with these names; `below` is the part to see."""
    fields = [
        (name, value[:LONGEST]) for name in names for value in request.POST.getlist(name)[:MOST]
    ]
    return HttpResponseRedirect(f"{reverse(page, args=args)}?{urlencode(fields)}{below}")


def seen(form) -> str:
    """What the fields of a valid form say: the page sends it along with what it showed for them."""
    return urlencode({name: str(value) for name, value in form.cleaned_data.items()})


def was_changed(request, form) -> bool:
    """Whether a field of the valid form was changed after the page had shown what it means."""
    return request.method == "POST" and request.POST.get(SEEN, seen(form)) != seen(form)
