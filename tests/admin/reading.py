"""What a page of the workbench says, as a person reads it."""

import html
import re


def words(response):
    """The page with its entities resolved and its spaces made single."""
    return " ".join(html.unescape(response.content.decode()).split())


def beside(response, field):
    """The sentence right above the field with this HTML id; empty when there is none."""
    text = response.content.decode()
    found = re.search(rf'<span class="err" id="{re.escape(field)}_error">(.*?)</span>', text, re.S)
    if found is None:
        box = rf'<fieldset class="field bad" id="{re.escape(field)}">.*?<span class="err">'
        found = re.search(box + "(.*?)</span>", text, re.S)
    return html.unescape(found.group(1)) if found else ""


def typed(response, name):
    """What stands in the input or textarea of this name in the page's main form."""
    text = response.content.decode()
    known = rf'(?:name="{name}"[^>]*id="f-{name}"|id="f-{name}"[^>]*name="{name}")'
    area = re.search(rf"<textarea[^>]*{known}[^>]*>\n?(.*?)</textarea>", text, re.S)
    if area:
        return html.unescape(area.group(1))
    field = re.search(rf"<input[^>]*{known}[^>]*>", text)
    value = re.search(r'value="([^"]*)"', field.group(0)) if field else None
    return html.unescape(value.group(1)) if value else ""


def buttons(response):
    """The values of the buttons that send a verb."""
    return set(re.findall(r'<button[^>]*name="verb" value="([a-z]+)"', response.content.decode()))


def summary(response):
    """The red box on top of a page that was refused; empty when there is none."""
    found = re.search(r'<div class="flag red.*?</div>', response.content.decode(), re.S)
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", found.group(0))).split()) if found else ""
