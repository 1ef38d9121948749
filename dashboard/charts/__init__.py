"""Charts: figures in, a plotly figure and its sentence out. Nothing here knows Streamlit."""
