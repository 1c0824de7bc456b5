"""One person's requests over one kept connection, as a browser makes them."""

import gzip
from http.client import HTTPConnection

CSRF = "benchbenchbenchbenchbenchbenchbe"


class Browser:
    def __init__(self, port: int, cookies: dict[str, str]):
        self.connection = HTTPConnection("127.0.0.1", port, timeout=120)
        cookies = cookies | {"csrftoken": CSRF}
        self.headers = {
            "Cookie": "; ".join(f"{name}={value}" for name, value in cookies.items()),
            "Accept-Encoding": "gzip",
            "X-CSRFToken": CSRF,
        }

    def get(self, path: str, *, fragment: bool = False) -> str:
        return self._ask("GET", path, fragment)

    def post(self, path: str, *, fragment: bool = False) -> str:
        return self._ask("POST", path, fragment)

    def _ask(self, method: str, path: str, fragment: bool) -> str:
        self.connection.request(method, path, headers=self.headers | ({"HX-Request": "true"} if fragment else {}))
        answer = self.connection.getresponse()
        body = answer.read()
        if answer.status != 200:
            raise RuntimeError(f"{method} {path}: {answer.status} {answer.headers.get('Location', '')}")
        return (gzip.decompress(body) if answer.headers.get("Content-Encoding") == "gzip" else body).decode()
