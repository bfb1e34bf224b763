"""WHO's curves as data, for pages and phones: public, the same for everybody, changed only with the content."""

from __future__ import annotations

from functools import lru_cache
from hashlib import sha256

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils.http import quote_etag
from django.views.decorators.http import require_GET

from mangnon.domain.growth.standards import chart_of, standards
from mangnon.engines.growth.curves import BANDS_CM, BANDS_MONTHS, BY_AGE, LINES, line_name

A_DAY = 86_400
DECIMALS = 3
UNTIL_FIVE = frozenset({"0-2", "0-5", "2-5"})


@require_GET
def curves(request: HttpRequest, score: str, sex: str, band: str) -> HttpResponse:
    """``/du-lieu/duong-cong/<score>/<sex>/<band>.json``: one chart, axes and the content version."""
    if not known(score=score, sex=sex, band=band):
        raise Http404
    text = _text(score, sex, band)
    etag = quote_etag(sha256(text).hexdigest()[:24])
    if request.headers.get("If-None-Match") == etag:
        answer = HttpResponse(status=304)
    else:
        answer = HttpResponse(text, content_type="application/json")
    answer["ETag"] = etag
    answer["Cache-Control"] = f"public, max-age={A_DAY}"
    return answer


def known(*, score: str, sex: str, band: str) -> bool:
    """Tell whether there is such a chart."""
    if sex not in ("m", "f"):
        return False
    if score == "wlz":
        return band in BANDS_CM
    if score not in BY_AGE or band not in BANDS_MONTHS:
        return False
    return BY_AGE[score][1] is not None or band in UNTIL_FIVE


@lru_cache(maxsize=128)
def _text(score: str, sex: str, band: str) -> bytes:
    chart = chart_of(score, sex, band)
    lines = {
        line_name(line): [None if y is None else round(y, DECIMALS) for y in chart.lines[line_name(line)].to_pylist()]
        for line in LINES
    }
    axes = {
        name: {"unit": axis.unit, "low": axis.low, "high": axis.high, "ticks": list(axis.ticks)}
        for name, axis in (("x", chart.x), ("y", chart.y))
    }
    told = {"score": score, "sex": sex, "band": band, "version": standards().version, **axes,
            "at": chart.lines["at"].to_pylist(), "lines": lines}  # fmt: skip
    return JsonResponse(told).content
