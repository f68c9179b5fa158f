"""A file that people keep is replaced as a whole, where a link leads to it too, or stays as it was."""

from pathlib import Path

import pytest

from clean.whole_file import replace_text


def test_permissions_and_links_stay(tmp_path: Path) -> None:
    kept = tmp_path / "kept.md"
    kept.write_text("before", encoding="utf-8")
    kept.chmod(0o640)
    link = tmp_path / "link.md"
    link.symlink_to(kept)
    replace_text(link, "a\nb\n", newline="\r\n")
    assert kept.read_bytes() == b"a\r\nb\r\n"
    assert kept.stat().st_mode & 0o777 == 0o640
    assert link.is_symlink()


def test_a_text_that_cannot_be_written_leaves_the_file_and_nothing_beside_it(tmp_path: Path) -> None:
    kept = tmp_path / "kept.md"
    kept.write_text("before", encoding="utf-8")
    with pytest.raises(UnicodeEncodeError):
        replace_text(kept, "half a character: \ud800")
    assert kept.read_text(encoding="utf-8") == "before"
    assert list(tmp_path.iterdir()) == [kept]


def test_a_link_that_leads_back_to_itself_is_refused(tmp_path: Path) -> None:
    loop = tmp_path / "loop.md"
    loop.symlink_to(loop)
    with pytest.raises(OSError, match="symbolic links"):
        replace_text(loop, "text")
    assert list(tmp_path.iterdir()) == [loop]
    assert loop.is_symlink()


def test_a_new_file_is_made_and_a_missing_folder_refused(tmp_path: Path) -> None:
    replace_text(tmp_path / "new.md", "text\n")
    assert (tmp_path / "new.md").read_bytes() == b"text\n"
    with pytest.raises(OSError, match="No such file"):
        replace_text(tmp_path / "nowhere" / "new.md", "text")
