"""What the newly admitted are told of their first day, until the staff write their own words."""

from django.utils.translation import gettext_lazy as _

from core import texts

FIRST_DAY = texts.declare(
    texts.Declared(
        key="first_day",
        name=_("First-day letter"),
        read_in=_(
            "In the e-mail to newly admitted coworkers; the date of their first day follows it."
        ),
        first={
            "it": (
                "Benvenuto o benvenuta nel coworking!\n\n"
                "Il primo giorno:\n"
                "- vieni negli orari di apertura, che trovi nella pagina «Prenota»;\n"
                "- prenota prima una postazione: bastano due tocchi;\n"
                "- quando arrivi presentati allo staff, che ti mostra gli spazi.\n\n"
                "Le regole della casa:\n"
                "- si telefona nelle sale, non alle postazioni;\n"
                "- se non vieni, annulla: il posto va a chi è in attesa;\n"
                "- si lascia la postazione in ordine.\n\n"
                "Per qualsiasi domanda rivolgiti allo staff."
            ),
            "en": (
                "Welcome to the coworking!\n\n"
                "On your first day:\n"
                "- come during opening hours: you find them on the “Book” page;\n"
                "- book a desk beforehand: it takes two taps;\n"
                "- when you arrive, say hello to the staff, who will show you around.\n\n"
                "House rules:\n"
                "- take calls in the rooms, not at the desks;\n"
                "- if you can’t come, cancel: the place goes to whoever is waiting;\n"
                "- leave your desk tidy.\n\n"
                "If you have any questions, ask the staff."
            ),
        },
    )
)
