"""Wait until a page is settled: scripts done, charts drawn, nothing changing any more."""

from __future__ import annotations

from playwright.sync_api import Page

SLOW = 60_000
QUIET = 400
"""Milliseconds for which a page must not change before it counts as settled."""
LOOKS = 50
"""Milliseconds between two looks; playwright looks at each frame, and so makes Chromium draw 60."""
WATCH = """(() => {
  const asked = window.__asked = {messages: 0, answered: 0};
  const listening = new WeakSet();
  const send = WebSocket.prototype.send;
  WebSocket.prototype.send = function (...parts) {
    if (!listening.has(this)) {
      listening.add(this);
      this.addEventListener('message', () => { asked.answered = asked.messages; });
    }
    asked.messages += 1;
    return send.apply(this, parts);
  };
})()"""
"""A script for each document: counts the messages to the server, and how many are answered.

Between a user's action and the server's first answer a page looks finished, on a busy machine for
long.
"""
_DONE = """() => {
  if (window.__asked && window.__asked.answered < window.__asked.messages) return false;
  const app = document.querySelector('[data-testid="stApp"]');
  if (!app || app.getAttribute('data-test-connection-state') !== 'CONNECTED') return false;
  if (app.getAttribute('data-test-script-state') !== 'notRunning') return false;
  if (!app.querySelector('[data-testid="stMain"] [data-testid="stElementContainer"]')) return false;
  if (document.querySelector('[data-testid="stSkeleton"], [data-stale="true"]')) return false;
  if (document.querySelector('.st-key-membaca, .st-key-membaca_awal')) return false;
  const charts = [...document.querySelectorAll('[data-testid="stPlotlyChart"]')];
  return charts.every(c => c.querySelector('.main-svg'));
}"""


def settled(page: Page) -> None:
    """Return once the script has run, all is read, nothing is stale and charts are drawn."""
    page.wait_for_selector('[data-testid="stApp"]', timeout=SLOW)
    page.wait_for_function(_DONE, timeout=SLOW, polling=LOOKS)
    page.wait_for_timeout(QUIET)
    page.wait_for_function(_DONE, timeout=SLOW, polling=LOOKS)


def location(page: Page) -> str:
    """Return the address of the page in the browser."""
    return str(page.evaluate("location.href"))


def reached(page: Page, part: str) -> None:
    """Return once the decoded address contains a part and the page is settled."""
    page.wait_for_function(
        "part => decodeURIComponent(location.href).includes(part)",
        arg=part,
        timeout=SLOW,
        polling=LOOKS,
    )
    settled(page)


def left(page: Page, part: str) -> None:
    """Return once the decoded address no longer contains a part and the page is settled."""
    page.wait_for_function(
        "part => !decodeURIComponent(location.href).includes(part)",
        arg=part,
        timeout=SLOW,
        polling=LOOKS,
    )
    settled(page)
