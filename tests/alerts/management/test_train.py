"""`manage.py train`: the weights from the written texts."""

from io import StringIO
from pathlib import Path

from django.core.management import call_command

from alerts.analysis import model


def test_training_reproduces_the_packaged_weights_byte_for_byte(tmp_path: Path) -> None:
    path, output = tmp_path / "weights.json", StringIO()
    call_command("train", "--to", str(path), stdout=output)
    assert path.read_text() == Path(model.__file__).with_name(model.PACKAGED).read_text()
    assert "weights to" in output.getvalue()
