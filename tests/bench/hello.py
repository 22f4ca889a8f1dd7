"""The smallest page: what Streamlit itself costs."""

import streamlit as st

year = st.selectbox("Year", [2024, 2025])
st.title("Hello world")
st.write(f"It is {year}.")
