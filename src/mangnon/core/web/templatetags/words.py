"""Template filters over `mangnon.core.web.words`, and the icon tag."""

from functools import lru_cache

from django import template
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString

from mangnon.core.web import words

register = template.Library()

register.filter("date_words", words.date_words)
register.filter("weekday_words", words.weekday_words)
register.filter("money_words", words.money_words)
register.filter("weight_words", words.weight_words)
register.filter("length_words", words.length_words)
register.filter("z_words", words.z_words)


@register.filter
def number_words(value: float | int | None, decimals: int = 0) -> str:
    """A number with dots between thousands: `{{ count|number_words }}`, `{{ share|number_words:1 }}`."""
    return words.number_words(value, decimals=decimals)


register.simple_tag(words.age_words, name="age_words")
register.simple_tag(words.birth_words, name="birth_words")
register.simple_tag(words.window_words, name="window_words")
register.simple_tag(words.delay_words, name="delay_words")
register.simple_tag(words.short_date_words, name="short_date_words")


@register.simple_tag
@lru_cache(maxsize=256)
def icon(name: str) -> SafeString:
    """One drawing of the sprite, hidden from screen readers: an icon always stands beside its word."""
    return format_html(
        '<svg class="icon" aria-hidden="true" focusable="false"><use href="{}#{}"/></svg>',
        static("mangnon/icons.svg"),
        name,
    )
