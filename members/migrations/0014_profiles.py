import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import core.names
import members.models.profiles

SWITCHES_BY_THEMSELVES = """
ALTER TABLE members_profile
    ALTER is_listed SET DEFAULT false,
    ALTER shows_bio SET DEFAULT false,
    ALTER shows_organisation SET DEFAULT false,
    ALTER shows_email SET DEFAULT false,
    ALTER website SET DEFAULT '';
"""
#: All that stands between words, the apostrophe too: else "energia/ambiente" is the path of a file.
BETWEEN = "[!-/:-@[-`{-~«»“”„…–—·’ʼ‘ʻ´′]+"
FOLDED = core.names.Folded.template % {"expressions": "%s"}
APART = f"regexp_replace(said, '{BETWEEN.replace(chr(39), chr(39) * 2)}', ' ', 'g')"

#: Words without accents, as Italian has them and as they are written; "dell'acqua" in one word and in two.
WORDS = f"""
CREATE FUNCTION members_words(said text) RETURNS tsvector LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT to_tsvector('pg_catalog.italian', apart)
        || to_tsvector('pg_catalog.simple', apart)
        || to_tsvector('pg_catalog.simple', joined)
    FROM (SELECT {FOLDED % APART} AS apart, {FOLDED % "said"} AS joined) AS folded
$$;

CREATE FUNCTION members_words_of(profile jsonb, levels text[]) RETURNS tsvector LANGUAGE plpgsql AS $$
DECLARE
    field text;
    said text;
    words tsvector;
BEGIN
    PERFORM FROM jsonb_each_text(profile) AS told
        WHERE told.key LIKE '%_visibility' AND told.value = ANY (levels);
    IF NOT FOUND THEN
        RETURN NULL;
    END IF;
    SELECT setweight(members_words(concat_ws(' ', first_name, last_name)), 'A') INTO words
        FROM members_user WHERE id = (profile ->> 'person_id')::bigint;
    FOREACH field IN ARRAY ARRAY['headline', 'organisation', 'bio', 'offers', 'looks_for'] LOOP
        IF profile ->> (field || '_visibility') = ANY (levels) THEN
            said := profile ->> field;
            IF field = 'organisation' THEN
                SELECT name INTO said FROM members_organisation
                    WHERE id = (profile ->> 'organisation_id')::bigint;
            END IF;
            words := words || setweight(
                members_words(coalesce(said, '')),
                CASE WHEN field IN ('headline', 'organisation') THEN 'B' ELSE 'C' END::"char"
            );
        END IF;
    END LOOP;
    RETURN words;
END
$$;

CREATE FUNCTION members_keep_words() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.words_of_coworkers := members_words_of(to_jsonb(NEW), ARRAY['coworkers', 'everybody']);
    NEW.words_of_everybody := members_words_of(to_jsonb(NEW), ARRAY['everybody']);
    RETURN NEW;
END
$$;

CREATE FUNCTION members_keep_words_of_name() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE members_profile SET person_id = person_id WHERE person_id = NEW.id;
    RETURN NULL;
END
$$;

CREATE FUNCTION members_keep_words_of_organisation() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE members_profile SET person_id = person_id WHERE organisation_id = NEW.id;
    RETURN NULL;
END
$$;

CREATE TRIGGER profile_words BEFORE INSERT OR UPDATE ON members_profile
    FOR EACH ROW EXECUTE FUNCTION members_keep_words();

CREATE TRIGGER profile_words_of_name AFTER UPDATE OF first_name, last_name ON members_user
    FOR EACH ROW
    WHEN ((OLD.first_name, OLD.last_name) IS DISTINCT FROM (NEW.first_name, NEW.last_name))
    EXECUTE FUNCTION members_keep_words_of_name();

CREATE TRIGGER profile_words_of_organisation AFTER UPDATE OF name ON members_organisation
    FOR EACH ROW WHEN (OLD.name IS DISTINCT FROM NEW.name)
    EXECUTE FUNCTION members_keep_words_of_organisation();
"""
WORDS_AWAY = """
DROP TRIGGER profile_words_of_organisation ON members_organisation;
DROP TRIGGER profile_words_of_name ON members_user;
DROP TRIGGER profile_words ON members_profile;
DROP FUNCTION members_keep_words_of_organisation();
DROP FUNCTION members_keep_words_of_name();
DROP FUNCTION members_keep_words();
DROP FUNCTION members_words_of(jsonb, text[]);
DROP FUNCTION members_words(text);
"""


def open_what_was_shown(apps, schema_editor):
    """What stood on the pages of the themes stays there; an address is for coworkers only from now on."""
    profiles = apps.get_model("members", "Profile").objects
    consents = apps.get_model("members", "Consent").objects
    for profile in profiles.iterator():
        profile.links = [profile.website] if profile.website else []
        if profile.is_listed:
            consents.create(person_id=profile.person_id, kind="directory", version="1")
            _open(profile, "everybody", "headline", "links", "themes")
            _open(profile, "everybody", *(["bio"] if profile.shows_bio else []))
            _open(profile, "everybody", *(["organisation"] if profile.shows_organisation else []))
            _open(profile, "coworkers", *(["email"] if profile.shows_email else []))
        profile.save()


def _open(profile, to, *fields):
    for field in fields:
        setattr(profile, f"{field}_visibility", to)


class Migration(migrations.Migration):
    dependencies = [
        ("members", "0013_imports"),
    ]

    operations = [
        migrations.CreateModel(
            name="Consent",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("directory", "To appear in the directory of coworkers"),
                            ("newsletter", "To receive the newsletter"),
                            ("photos", "To be photographed at events"),
                        ],
                        max_length=12,
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="consents",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("version", models.CharField(max_length=20)),
                ("given_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("withdrawn_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "ordering": ["-given_at", "-pk"],
            },
        ),
        migrations.AddField(
            model_name="profile",
            name="bio_visibility",
            field=models.CharField(
                choices=[
                    ("nobody", "Nobody"),
                    ("coworkers", "Coworkers"),
                    ("everybody", "Everybody"),
                ],
                default="nobody",
                db_default="nobody",
                max_length=10,
                verbose_name="Who sees what I do",
            ),
        ),
        migrations.AddField(
            model_name="profile",
            name="email_visibility",
            field=models.CharField(
                choices=[
                    ("nobody", "Nobody"),
                    ("coworkers", "Coworkers"),
                    ("everybody", "Everybody"),
                ],
                default="nobody",
                db_default="nobody",
                max_length=10,
                verbose_name="Who sees my e-mail",
            ),
        ),
        migrations.AddField(
            model_name="profile",
            name="headline_visibility",
            field=models.CharField(
                choices=[
                    ("nobody", "Nobody"),
                    ("coworkers", "Coworkers"),
                    ("everybody", "Everybody"),
                ],
                default="nobody",
                db_default="nobody",
                max_length=10,
                verbose_name="Who sees the line",
            ),
        ),
        migrations.AddField(
            model_name="profile",
            name="links",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.URLField(),
                blank=True,
                db_default=[],
                default=list,
                size=None,
                verbose_name="Links",
            ),
        ),
        migrations.AddField(
            model_name="profile",
            name="links_visibility",
            field=models.CharField(
                choices=[
                    ("nobody", "Nobody"),
                    ("coworkers", "Coworkers"),
                    ("everybody", "Everybody"),
                ],
                default="nobody",
                db_default="nobody",
                max_length=10,
                verbose_name="Who sees the links",
            ),
        ),
        migrations.AddField(
            model_name="profile",
            name="looks_for",
            field=models.TextField(
                blank=True,
                db_default="",
                default="",
                max_length=1000,
                verbose_name="What I am looking for",
            ),
        ),
        migrations.AddField(
            model_name="profile",
            name="looks_for_visibility",
            field=models.CharField(
                choices=[
                    ("nobody", "Nobody"),
                    ("coworkers", "Coworkers"),
                    ("everybody", "Everybody"),
                ],
                default="nobody",
                db_default="nobody",
                max_length=10,
                verbose_name="Who sees what I am looking for",
            ),
        ),
        migrations.AddField(
            model_name="profile",
            name="offers",
            field=models.TextField(
                blank=True, db_default="", default="", max_length=1000, verbose_name="What I offer"
            ),
        ),
        migrations.AddField(
            model_name="profile",
            name="offers_visibility",
            field=models.CharField(
                choices=[
                    ("nobody", "Nobody"),
                    ("coworkers", "Coworkers"),
                    ("everybody", "Everybody"),
                ],
                default="nobody",
                db_default="nobody",
                max_length=10,
                verbose_name="Who sees what I offer",
            ),
        ),
        migrations.AddField(
            model_name="profile",
            name="organisation_visibility",
            field=models.CharField(
                choices=[
                    ("nobody", "Nobody"),
                    ("coworkers", "Coworkers"),
                    ("everybody", "Everybody"),
                ],
                default="nobody",
                db_default="nobody",
                max_length=10,
                verbose_name="Who sees the organisation",
            ),
        ),
        migrations.AddField(
            model_name="profile",
            name="photo",
            field=models.ImageField(
                blank=True,
                db_default="",
                default="",
                height_field="photo_height",
                upload_to=members.models.profiles.photo_path,
                verbose_name="Photo",
                width_field="photo_width",
            ),
        ),
        migrations.AddField(
            model_name="profile",
            name="photo_alt",
            field=models.CharField(
                blank=True,
                db_default="",
                default="",
                max_length=160,
                verbose_name="What the photo shows",
            ),
        ),
        migrations.AddField(
            model_name="profile",
            name="photo_height",
            field=models.PositiveIntegerField(editable=False, null=True),
        ),
        migrations.AddField(
            model_name="profile",
            name="photo_visibility",
            field=models.CharField(
                choices=[
                    ("nobody", "Nobody"),
                    ("coworkers", "Coworkers"),
                    ("everybody", "Everybody"),
                ],
                default="nobody",
                db_default="nobody",
                max_length=10,
                verbose_name="Who sees the photo",
            ),
        ),
        migrations.AddField(
            model_name="profile",
            name="photo_width",
            field=models.PositiveIntegerField(editable=False, null=True),
        ),
        migrations.AddField(
            model_name="profile",
            name="themes_visibility",
            field=models.CharField(
                choices=[
                    ("nobody", "Nobody"),
                    ("coworkers", "Coworkers"),
                    ("everybody", "Everybody"),
                ],
                default="nobody",
                db_default="nobody",
                max_length=10,
                verbose_name="Who sees the themes",
            ),
        ),
        migrations.AddField(
            model_name="profile",
            name="words_of_coworkers",
            field=django.contrib.postgres.search.SearchVectorField(editable=False, null=True),
        ),
        migrations.AddField(
            model_name="profile",
            name="words_of_everybody",
            field=django.contrib.postgres.search.SearchVectorField(editable=False, null=True),
        ),
        migrations.AlterField(
            model_name="profile",
            name="bio",
            field=models.TextField(blank=True, max_length=2000, verbose_name="What I do"),
        ),
        migrations.AddIndex(
            model_name="profile",
            index=django.contrib.postgres.indexes.GinIndex(
                fields=["words_of_coworkers"], name="profile_words_of_coworkers"
            ),
        ),
        migrations.AddIndex(
            model_name="profile",
            index=django.contrib.postgres.indexes.GinIndex(
                fields=["words_of_everybody"], name="profile_words_of_everybody"
            ),
        ),
        migrations.AddConstraint(
            model_name="profile",
            constraint=models.CheckConstraint(
                condition=models.Q(("email_visibility", "everybody"), _negated=True),
                name="no_address_is_open_to_everybody",
                violation_error_message="Your e-mail can be open to coworkers at most: choose that, or nobody.",
            ),
        ),
        migrations.AddConstraint(
            model_name="consent",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ["directory", "newsletter", "photos"])),
                name="consent_kind_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="consent",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("withdrawn_at__isnull", True),
                    ("withdrawn_at__gte", models.F("given_at")),
                    _connector="OR",
                ),
                name="consent_is_withdrawn_after_it_was_given",
            ),
        ),
        migrations.AddConstraint(
            model_name="consent",
            constraint=models.UniqueConstraint(
                condition=models.Q(("withdrawn_at__isnull", True)),
                fields=("person", "kind"),
                name="one_consent_in_force_of_each_kind",
                violation_error_message="You have already agreed to this: nothing was changed.",
            ),
        ),
        migrations.AddConstraint(
            model_name="profile",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("photo_visibility__in", ["nobody", "coworkers", "everybody"]),
                    ("headline_visibility__in", ["nobody", "coworkers", "everybody"]),
                    ("organisation_visibility__in", ["nobody", "coworkers", "everybody"]),
                    ("themes_visibility__in", ["nobody", "coworkers", "everybody"]),
                    ("bio_visibility__in", ["nobody", "coworkers", "everybody"]),
                    ("offers_visibility__in", ["nobody", "coworkers", "everybody"]),
                    ("looks_for_visibility__in", ["nobody", "coworkers", "everybody"]),
                    ("links_visibility__in", ["nobody", "coworkers", "everybody"]),
                    ("email_visibility__in", ["nobody", "coworkers", "everybody"]),
                ),
                name="visibility_is_known",
            ),
        ),
        migrations.RunSQL(WORDS, WORDS_AWAY),
        migrations.RunPython(open_what_was_shown, migrations.RunPython.noop),
        # The version before still uses the columns of the switches: they go with a later one.
        migrations.SeparateDatabaseAndState(
            database_operations=[migrations.RunSQL(SWITCHES_BY_THEMSELVES, migrations.RunSQL.noop)],
            state_operations=[
                migrations.RemoveField(
                    model_name="profile",
                    name="is_listed",
                ),
                migrations.RemoveField(
                    model_name="profile",
                    name="shows_bio",
                ),
                migrations.RemoveField(
                    model_name="profile",
                    name="shows_email",
                ),
                migrations.RemoveField(
                    model_name="profile",
                    name="shows_organisation",
                ),
                migrations.RemoveField(
                    model_name="profile",
                    name="website",
                ),
            ],
        ),
    ]
