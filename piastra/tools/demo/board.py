"""Some offers and requests, two who wrote to each other, and what both say came of it."""

from datetime import timedelta

from members.models import Collaboration, Conversation, Message, Objective, Post, Theme
from piastra.tools.demo.cast import COWORKERS
from piastra.tools.demo.people import People
from piastra.tools.demo.story import Story

#: Kind, title, text, theme, how many days ago.
POSTS = [
    ("offer", "Aiuto con gli studi LCA", "Posso dare una mano a impostare uno studio del ciclo di vita: dati, "
     "confini, lettura dei risultati. Mezza giornata, senza impegno.", "qualita-ambientale", 12),
    ("request", "Cerco chi conosca il compostaggio di comunità", "Vorrei capire come si avvia con un condominio: "
     "permessi, costi, errori da evitare.", "filiera-bio", 9),
    ("offer", "Termocamera in prestito", "La porto il martedì: se ti serve per vedere dove un edificio perde "
     "calore, scrivimi.", "efficienza-edifici", 6),
    ("request", "Rilevatori per un conteggio di biciclette", "Due ore in una mattina di sabato, in centro.",
     "mobilita-sostenibile", 3),
]  # fmt: skip
WORDS = (
    "Buongiorno, sto lavorando a un piccolo studio sul legno locale: mi piacerebbe parlarne.",
    "Volentieri: giovedì pomeriggio sono in sala riunioni.",
)


def load(story: Story, people: People) -> None:
    """Write them; the newest stand on the board."""
    staying = [each for each in COWORKERS if each.leaves is None]
    authors = [people.coworkers[each] for each in staying[: len(POSTS) + 1]]
    answerer = authors.pop()
    posts = [_post(story, author, *told) for author, told in zip(authors, POSTS, strict=True)]
    _collaboration(story, posts[0], answerer)


def _post(story: Story, person, kind: str, title: str, text: str, theme: str, ago: int) -> Post:
    made_at = story.now - timedelta(days=ago)
    return Post.objects.create(
        person=person, kind=kind, title=title, text=text, theme=Theme.objects.get(slug=theme),
        made_at=made_at, expires=story.today + timedelta(days=60 - ago),
    )  # fmt: skip


def _collaboration(story: Story, post: Post, answerer) -> None:
    said_at = story.now - timedelta(hours=3)
    talk = Conversation.objects.create(
        post=post, answerer=answerer, made_at=said_at,
        author_said_at=said_at, answerer_said_at=said_at,
    )  # fmt: skip
    for hours, person, text in zip((30, 26), (answerer, post.person), WORDS, strict=True):
        at = story.now - timedelta(hours=hours)
        Message.objects.create(conversation=talk, person=person, text=text, at=at)
    Collaboration.objects.create(
        conversation=talk, theme=post.theme, confirmed_at=said_at,
        objective=Objective.objects.get(slug="idee-e-competenze"),
        author_kind="researcher", answerer_kind="graduate",
    )  # fmt: skip
