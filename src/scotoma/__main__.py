"""`python -m scotoma`."""

from scotoma.cli import main

if __name__ == "__main__":
    main()
