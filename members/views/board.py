"""The board of offers and requests: the list, a post, the own ones."""

from functools import partial

from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _

from core import limits
from core.access import Permission, allows, requires
from core.pages import button_on, carry_out, confirm_page, form_page, sent
from members.actions import board as actions
from members.actions import conversations
from members.forms.board import AnswerPostForm, BoardForm, PostForm
from members.models import Post, reader_of
from members.pages import board as pages
from members.rules import board as rules

ON_A_PAGE = 20


def counted(request, verb, **facts):
    """Do it, unless this account has written too much within the hour: each of it is a letter to somebody."""
    limits.spend(request, {"account": str(request.user.pk)}, limit="board")
    return verb(**facts)


@requires(Permission.USE_BOARD)
def board(request):
    """What coworkers offer and ask for, by words, kind and theme."""
    form = BoardForm(request.GET)
    asked = form.asked()
    found = pages.listed(Post.objects.readable(reader_of(request.user)), **asked)
    page = Paginator(found, ON_A_PAGE).get_page(request.GET.get("page"))
    told = {"form": form, "page": page, "cards": pages.cards(page, request.user)}
    told |= {"is_filtered": bool(asked), "refusal": rules.why_not_use(request.user)}
    told["may_moderate"] = allows(request.user, Permission.MODERATE_BOARD)
    return render(request, "members/board.html", told)


@requires(Permission.USE_BOARD)
def my_board(request):
    """The own posts, whatever became of them, and the own conversations."""
    own = request.user.posts.select_related("theme", "organisation").order_by("-made_at", "-pk")
    page = Paginator(own, ON_A_PAGE).get_page(request.GET.get("page"))
    told = {"page": page, "talks": pages.talks(request.user)}
    return render(request, "members/my_board.html", told)


@requires(Permission.USE_BOARD)
def post_new(request):
    """Put an offer or a request on the board."""
    return form_page(
        request,
        PostForm(sent(request), person=request.user),
        partial(counted, request, partial(actions.publish_post, by=request.user)),
        heading=_("New post"),
        lead=_(
            "Coworkers read it, and nobody else. Your name is shown as in the directory; without a name there, "
            "the post is “A coworker’s”."
        ),
        done=_("Your post is on the board."),
        back=lambda made: address(made.pk),
        parent=_("Board"),
        parent_url=reverse("members:board"),
    )


@requires(Permission.USE_BOARD)
def post(request, pk):
    """A post, with the form that answers it."""
    found = _post(request, pk)
    shown = pages.post_page(found, request.user)
    form = AnswerPostForm(person=request.user) if shown.may_answer else None
    return render(request, "members/post.html", {"shown": shown, "post": found, "form": form})


@requires(Permission.USE_BOARD)
def post_answer(request, pk):
    """Write to the author of a post."""
    found = _post(request, pk)
    verb = partial(conversations.answer_post, by=request.user, post=found)
    return form_page(
        request,
        AnswerPostForm(sent(request), person=request.user),
        partial(counted, request, verb),
        heading=_("Answer “%(post)s”") % {"post": found},
        title=_("Answer"),
        lead=_("The author gets your message by e-mail, without your address, and answers here."),
        done=_("Your message has been sent."),
        back=lambda made: reverse("members:conversation", args=[made.conversation_id]),
        parent=found.title,
        parent_url=address(pk),
    )


@requires(Permission.USE_BOARD)
def post_change(request, pk):
    """Change the own post, or let it stand for longer."""
    found = get_object_or_404(request.user.posts, pk=pk)
    return form_page(
        request,
        PostForm(sent(request), instance=found, person=request.user),
        partial(actions.change_post, by=request.user, post=found),
        heading=_("Change the post"),
        done=_("The post has been saved."),
        back=address(pk),
        keep=_("No, go back"),
        parent=found.title,
        parent_url=address(pk),
    )


@requires(Permission.USE_BOARD)
def post_close(request, pk):
    """Take the own post from the board."""
    found = get_object_or_404(request.user.posts, pk=pk)
    return confirm_page(
        request,
        partial(actions.close_post, by=request.user, post=found),
        heading=_("Do you want to take “%(post)s” off the board?") % {"post": found},
        title=_("Close the post"),
        lead=_("Nobody new can answer it. Your conversations stay, and you can put it up again."),
        button=_("Close the post"),
        keep=_("No, go back"),
        done=_("The post is closed."),
        back=address(pk),
        parent=found.title,
        parent_url=address(pk),
    )


@requires(Permission.USE_BOARD)
@button_on("members:post", "pk")
def post_reopen(request, pk):
    """Put the own post on the board again."""
    found = get_object_or_404(request.user.posts, pk=pk)
    return carry_out(
        request,
        partial(actions.reopen_post, by=request.user, post=found),
        done=_("The post is on the board again."),
        back=address(pk),
    )


def _post(request, pk: int) -> Post:
    seen = Post.objects.visible_to(request.user)
    return get_object_or_404(
        seen.select_related("theme", "objective", "organisation", "person"), pk=pk
    )


def address(pk: int) -> str:
    """Of the post's own page."""
    return reverse("members:post", args=[pk])
