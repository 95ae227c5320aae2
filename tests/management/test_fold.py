"""What search compares can be seen from the shell."""

import unicodedata

from django.core.management import call_command


def test_each_text_is_printed_as_search_compares_it(capsys):
    decomposed = unicodedata.normalize("NFD", "Xã Vĩnh Quới")
    call_command("fold", "Đất đai, Hoà Bình!", "hòa", decomposed)
    assert capsys.readouterr().out.splitlines() == ["dat dai hoa binh", "hoa", "xa vinh quoi"]
