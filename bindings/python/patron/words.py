"""What people read: names of states and segments, and the reason for a churn state, in English and German."""
from __future__ import annotations

from typing import Any, Dict, Mapping, Tuple

from .errors import PatronValueError

_LANGUAGES = {"en": 0, "de": 1}

SEGMENTS: Dict[str, Tuple[str, str]] = {
    "champions": ("Champions", "Champions"), "loyal": ("Loyal", "Treue"),
    "potential_loyalist": ("Potential Loyalist", "Künftige Treue"), "new": ("New", "Neue"),
    "promising": ("Promising", "Vielversprechende"), "needs_attention": ("Needs Attention", "Brauchen Aufmerksamkeit"),
    "about_to_sleep": ("About To Sleep", "Schlafen bald ein"), "at_risk": ("At Risk", "Gefährdete"),
    "cant_lose_them": ("Can't Lose Them", "Nicht zu verlieren"), "hibernating": ("Hibernating", "Schlafende"),
    "lost": ("Lost", "Verlorene"), "none": ("None", "Keines"), "refunded": ("Refunded", "Erstattet"),
}

STATES: Dict[str, Tuple[str, str]] = {
    "new": ("new", "neu"), "one_time_open": ("one-time, open", "Einmalkäufer, offen"),
    "one_time_lost": ("one-time, lost", "Einmalkäufer, verloren"), "on_track": ("on track", "im Takt"),
    "slowing": ("slowing", "wird langsamer"), "slipping": ("slipping", "entgleitet"), "lost": ("lost", "verloren"),
    "unknown": ("unknown", "unbekannt"),
    "no_estimate": ("no estimate", "ohne Schätzung"), "not_due": ("not due", "nicht fällig"),
    "due_soon": ("due soon", "bald fällig"), "due": ("due", "fällig"), "late": ("late", "überfällig"),
    "lapsed": ("lapsed", "verfallen"),
    "returned": ("returned", "wiedergekommen"), "inactive": ("inactive", "inaktiv"), "more": ("more", "mehr"),
    "less": ("less", "weniger"), "same": ("same", "gleich"), "fading": ("fading", "lässt nach"),
    "hero": ("hero", "Held"), "active": ("active", "aktiv"), "loyal": ("loyal", "treu"),
    "passive": ("passive", "passiv"),
    "complete": ("complete", "vollständig"), "partial": ("partial", "unvollständig"),
    "future": ("future", "künftig"),
    "paid": ("paid back", "zurückgezahlt"), "open": ("not yet", "noch offen"), "empty": ("no buyers", "ohne Käufer"),
    "gap_widening": ("gap widening", "Abstand wächst"), "value_falling": ("value falling", "Bestellwert sinkt"),
    "last_refunded": ("last order refunded", "zuletzt erstattet"),
    "discount_only": ("only with discount", "nur mit Rabatt"),
    "returning": ("returning", "wiederkehrend"),
    "uncounted": ("orders refunded in full", "ganz erstattete Bestellungen"),
    "unmatched": ("refunds without order", "Erstattungen ohne Bestellung"), "guests": ("guests", "Gäste"),
    "earn": ("order", "Bestellung"), "bonus": ("bonus", "Bonus"), "spend": ("spending", "Einlösung"),
    "refund": ("refund", "Erstattung"), "reversal": ("reversal", "Storno"), "expire": ("expiry", "Verfall"),
    "earned": ("earned", "gesammelt"), "spent": ("spent", "eingelöst"), "restored": ("given back", "zurückgegeben"),
    "taken_back": ("taken back", "zurückgenommen"), "reversed": ("reversed", "storniert"),
    "expired": ("expired", "abgelaufen"), "removed": ("removed", "entfernt"), "shortfall": ("shortfall", "Fehlbetrag"),
    "absent": ("absent", "noch nicht da"), "no_buyer": ("no buyer", "kein Käufer"), "buyer": ("buyer", "Käufer"),
}


def _language(language: str) -> int:
    if language not in _LANGUAGES:
        raise PatronValueError("language must be 'en' or 'de', not {0!r}".format(language), argument="language")
    return _LANGUAGES[language]


def state_name(token: str, language: str = "en") -> str:
    """A state as people read it; a token that has no words of its own as it is.

    Examples
    --------
    >>> import patron
    >>> patron.state_name("slipping", "de")
    'entgleitet'
    """
    at = _language(language)
    return STATES[token][at] if token in STATES else token


def segment_name(token: str, language: str = "en") -> str:
    """A segment as people read it: "RFM: At Risk".

    Examples
    --------
    >>> import patron
    >>> patron.segment_name("at_risk")
    'RFM: At Risk'
    """
    at = _language(language)
    return "RFM: " + (SEGMENTS[token][at] if token in SEGMENTS else token)


def number(value: float, decimals: int, german: int) -> str:
    """A number as the language writes it."""
    text = "{0:,.{1}f}".format(value, decimals)
    return text.translate(str.maketrans(",.", ".,")) if german else text


def _percent(value: float, german: int) -> str:
    return number(100 * value, 0, german) + " %"


def _days(value: int, german: int) -> str:
    one, many = (("Tag", "Tagen"), ("day", "days"))[not german]
    return number(value, 0, german) + " " + (one if value == 1 else many)


_ONCE = ("Bought once, {0} ago.", "Hat einmal gekauft, vor {0}.")
_OFTEN = ("Ordered {0} times, about every {1} days; silent for {2} ({3} times as long).",
          "Hat {0}-mal bestellt, etwa alle {1} Tage; seit {2} still ({3}-mal so lang).")
_BEYOND = ("Silent longer than almost anyone who came back.", "Länger still als fast alle, die wiederkamen.")
_SUCH = ("Of {0} such customers {1} ordered again within {2}; right after the order it was {3}.",
         "Von {0} solchen Kunden bestellten {1} in {2} wieder; direkt nach der Bestellung waren es {3}.")
_CASES = ("Of {0} comparable cases {1} ordered again within {2}; right after an order it was {3}.",
          "Von {0} vergleichbaren Fällen bestellten {1} in {2} wieder; direkt nach einer Bestellung waren es {3}.")
EXTRAPOLATED = 1


def churn_reason(row: Mapping[str, Any], language: str = "en") -> str:
    """The reason for a churn state from a row of `Book.churn`, "" where there is nothing to compare with."""
    at = _language(language)
    if row["state"] in (None, "unknown") or row["cases"] is None:
        return ""
    if row["purchases"] == 1:
        first = _ONCE[at].format(_days(row["silence"], at))
    else:
        first = _OFTEN[at].format(number(row["purchases"], 0, at), number(row["scale"], 0, at),
                                  _days(row["silence"], at), number(row["ratio"], 1, at))
    if row["flags"] & EXTRAPOLATED:
        return first + " " + _BEYOND[at]
    second = _SUCH if row["purchases"] == 1 else _CASES
    return first + " " + second[at].format(number(row["cases"], 0, at), _percent(row["p_now"], at),
                                           _days(row["horizon"], at), _percent(row["p_start"], at))
