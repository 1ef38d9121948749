"""The script that Streamlit runs again at every rerun; it only calls, for whatever stands here is defined each time."""

from dashboard.shell import main

if __name__ == "__main__":
    main()
