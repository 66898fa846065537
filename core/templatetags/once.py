"""What a page says to many alike is put together once, not for each of them."""

from django import template
from django.db.models import Model, QuerySet
from django.template.base import token_kwargs
from django.template.loader_tags import BlockNode
from django.urls import get_script_prefix
from django.utils.translation import get_language

register = template.Library()

#: So many drawings of one piece are kept: all that readers come to see in a day, and never without end.
MOST = 200
OBJECTS = (Model, QuerySet)
#: The name by which a drawing gathers what it leaves out, and the sign that stands in its place.
LEFT_OUT, SIGN = "_left_out", "\0"


@register.tag
def once(parser, token):
    """`{% once links=frame.menu %}…{% endonce %}`: drawn once for each language and the values that are named.

    Inside nothing is known but those values (numbers, words, tuples of them), so that the same values give the
    same piece. What is of the page, its reader, the clock or the database stands in
    `{% eachtime %}…{% endeachtime %}` and knows all that the page does.
    """
    known = token_kwargs(token.split_contents()[1:], parser)
    nodes = parser.parse(("endonce",))
    parser.delete_first_token()
    if nodes.get_nodes_by_type(BlockNode):
        raise template.TemplateSyntaxError("{% once %} holds no block: each page has its own.")
    return Once(nodes, known)


@register.tag
def eachtime(parser, token):
    """The opposite, within `{% once %}`."""
    nodes = parser.parse(("endeachtime",))
    parser.delete_first_token()
    return EachTime(nodes)


class Once(template.Node):
    """Nodes that are a function of a language and of the values named."""

    #: Django looks through a template's nodes for blocks each time that it is drawn: there are none here.
    child_nodelists = ()

    def __init__(self, nodelist: template.NodeList, known: dict):
        self.nodelist, self.known = nodelist, known
        self.drawn: dict[tuple, list] = {}

    def render(self, context: template.Context) -> str:
        values = [value.resolve(context) for value in self.known.values()]
        # A portal below a folder of its host has it in every address.
        key = (get_language(), get_script_prefix(), *values)
        # Another thread may clear the drawings at any moment: what is shown is held in hand.
        drawn = self.drawn.get(key)
        if drawn is None:
            drawn = self._draw(context, values)
            if len(self.drawn) >= MOST:
                self.drawn.clear()
            self.drawn[key] = drawn
        return "".join([part if type(part) is str else part.render(context) for part in drawn])

    def _draw(self, context: template.Context, values: list) -> list:
        """Letters, and between them the nodes that are drawn each time."""
        if any(isinstance(each, OBJECTS) for each in values):
            raise TypeError(
                "{% once %} takes values: an object is equal still when its row has changed."
            )
        left_out = []
        alone = context.new({**dict(zip(self.known, values, strict=True)), LEFT_OUT: left_out})
        alone.template = context.template
        pieces = str(self.nodelist.render(alone)).split(SIGN)
        return [left_out[int(each)] if number % 2 else each for number, each in enumerate(pieces)]


class EachTime(template.Node):
    """Nodes of each page, also where they stand in what is drawn once."""

    child_nodelists = ()

    def __init__(self, nodelist: template.NodeList):
        self.nodelist = nodelist

    def render(self, context: template.Context) -> str:
        if LEFT_OUT not in context:
            return self.nodelist.render(context)
        context[LEFT_OUT].append(self.nodelist)
        return f"{SIGN}{len(context[LEFT_OUT]) - 1}{SIGN}"
