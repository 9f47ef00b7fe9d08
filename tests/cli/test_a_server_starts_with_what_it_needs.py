"""What writes Word and workbooks, draws codes or reads tens of millions of rows is read when it is used."""

import os
import subprocess
import sys

SELDOM = (
    "docx", "docxtpl", "xlsxwriter", "segno", "pypinyin", "duckdb", "ibis", "splink", "pandas", "numpy", "pyarrow",
    "sklearn", "scipy",
)  # fmt: skip


def test_a_web_server_that_starts_reads_nothing_that_few_pages_use():
    code = f"import sys, fangxian.config.wsgi; print([name for name in {SELDOM} if name in sys.modules])"
    names = ("FANGXIAN_SECRET_KEY", "FANGXIAN_MASTER_KEY", "DATABASE_URL", "FANGXIAN_HOME", "PATH")
    environment = {name: os.environ[name] for name in names if name in os.environ}
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, env=environment)
    assert done.stdout.strip() == "[]"
