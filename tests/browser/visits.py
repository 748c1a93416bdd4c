"""A page that is open in Chromium with the network off, and what went wrong on it.

Visits share pages, one for each way to look: to open another costs more than most visits.
"""

_SHEETS = {}
_FRAMES = """(count) => new Promise((done) => {
  const next = () => (count-- > 0 ? requestAnimationFrame(next) : done());
  next();
})"""


def sheet(browser, script, **options):
    """Return the page of a browser with such options: blank, a screen, the mouse in its corner."""
    key = (id(browser), script, *sorted(options.items()))
    if key not in _SHEETS:
        context = browser.new_context(**options)
        context.add_init_script(script)
        _SHEETS[key] = context.new_page()
    page = _SHEETS[key]
    page.goto("about:blank")
    page.emulate_media(media="null")
    page.mouse.move(0, 0)
    return page


class Visit:
    """A page that is open.

    Attributes:
        page: Playwright's page.
        said: what it told the console.
        errors: what it told as an error, and what its scripts raised.
        foreign: addresses that it asked for and that are no files.
    """

    def __init__(self, browser, address, *, width=1280, height=720, script="", **options):
        self.page = sheet(browser, script, **{"offline": True} | options)
        self.page.set_viewport_size({"width": width, "height": height})
        self.said, self.errors, self.foreign = [], [], []
        self.ears = {"console": self.hear, "pageerror": self.feel, "request": self.note}
        for event, ear in self.ears.items():
            self.page.on(event, ear)
        self.page.goto(address)

    def hear(self, message):
        self.said.append(message.text)
        if message.type == "error":
            self.errors.append(message.text)

    def feel(self, error):
        self.errors.append(str(error))

    def note(self, request):
        if not request.url.startswith(("file://", "data:", "blob:")):
            self.foreign.append(request.url)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        for event, ear in self.ears.items():
            self.page.remove_listener(event, ear)

    def sideways(self):
        """Return by how many pixels the page can be scrolled sideways."""
        return self.page.evaluate(
            "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        )

    def rest(self, frames=2):
        """Wait for some screen frames, in which a page draws what it was asked for."""
        self.page.evaluate(_FRAMES, frames)
