"""The forms of a page, filled in as somebody plausibly would, to be sent again by somebody else."""

from __future__ import annotations

from urllib.parse import urljoin

from django.urls import Resolver404, resolve
from lxml import html

WORDS = "演练：按要求处理，情况属实"
BY_TYPE = {
    "date": "2020-03-10",
    "datetime-local": "2020-03-10T09:00",
    "time": "09:00",
    "number": "1",
    "tel": "13900000000",
    "password": "correct horse battery",
}


def forms_of(page: str, url: str) -> list[tuple[str, dict[str, object]]]:
    """Each form of a page that is posted: the URL it goes to, and what it sends."""
    text = page.partition("\n")[2].strip()
    if not text.startswith("<!") and not text.startswith("<html"):
        return []
    tree = html.document_fromstring(text)
    found = []
    for form in tree.forms:
        action = form.get("hx-post") or (form.get("action") if (form.get("method") or "").lower() == "post" else None)
        if action is None and (form.get("method") or "").lower() != "post":
            continue
        found.append((urljoin(url, action or ""), _filled(form)))
    found += [(urljoin(url, button.get("hx-post")), {}) for button in tree.xpath("//button[@hx-post]")]
    return found


def route_of(url: str) -> str:
    """The pattern that a URL belongs to; "" for none."""
    try:
        return resolve(url.partition("?")[0]).route
    except Resolver404:
        return ""


def _filled(form: html.FormElement) -> dict[str, object]:
    sent: dict[str, object] = {}
    for control in form.xpath(".//input|.//select|.//textarea|.//button"):
        name = control.get("name")
        if not name or name == "csrfmiddlewaretoken":
            continue
        value = _value(control, control.tag)
        if value is None:
            continue
        if control.tag == "button" or control.get("type") in ("radio", "submit"):
            sent.setdefault(name, value)
        elif control.get("type") == "checkbox":
            sent.setdefault(name, [])
            sent[name] = [*sent[name], value]  # type: ignore[misc]
        else:
            sent[name] = value
    return sent


def _value(control: html.HtmlElement, tag: str) -> str | None:
    kind = control.get("type") or "text"
    if tag == "select":
        offered = [option.get("value", "") for option in control.xpath(".//option")]
        chosen = [option.get("value", "") for option in control.xpath(".//option[@selected]") if option.get("value")]
        return next(iter([*chosen, *(value for value in offered if value)]), None)
    if tag == "textarea":
        return (control.text_content() or "").strip() or WORDS
    if kind == "file":
        return None
    if kind in ("hidden", "submit", "radio", "checkbox") or tag == "button":
        return control.get("value", "on" if kind == "checkbox" else "")
    return control.get("value") or BY_TYPE.get(kind, WORDS)
