"""``python -m jiheng`` is ``jiheng``."""

from jiheng.cli import main

if __name__ == "__main__":
    main()
