"""People who work without a break, and remember which of their acts was answered with success."""

import datetime as dt
import random
import re
import threading
import uuid
from collections import Counter
from dataclasses import dataclass, field

import requests

from tests.stack import PASSWORD

SUCCESS = 'class="flash success"'


@dataclass
class Diary:
    """marker → what it stands for: what somebody was told is done, and what may or may not have happened."""

    done: dict[str, str] = field(default_factory=dict)
    tried: dict[str, str] = field(default_factory=dict)
    claimed: list[tuple[str, str]] = field(default_factory=list)
    refused: Counter = field(default_factory=Counter)
    outages: int = 0


class Person(threading.Thread):
    def __init__(self, url: str, email: str, diary: Diary, over: threading.Event):
        super().__init__(name=email, daemon=True)
        self.url, self.email, self.diary, self.over = url, email, diary, over
        self.session = requests.Session()
        self.random = random.Random(email)

    def run(self) -> None:
        while not self.over.is_set():
            try:
                self.sign_in()
                while not self.over.is_set():
                    self.work()
            except requests.RequestException:
                self.diary.outages += 1
                self.over.wait(0.5)

    def work(self) -> None:
        raise NotImplementedError

    def sign_in(self) -> None:
        self.session = requests.Session()
        self.post("/login/", login=self.email, password=PASSWORD)

    def get(self, path: str) -> str:
        answer = self.session.get(self.url + path, timeout=20)
        answer.raise_for_status()
        if "/login/" in answer.url:
            raise requests.ConnectionError("signed out")
        return answer.text

    def post(self, path: str, **data) -> requests.Response:
        if "csrftoken" not in self.session.cookies:
            self.session.get(f"{self.url}/login/", timeout=20)
        headers = {"X-CSRFToken": self.session.cookies.get("csrftoken", ""), "Referer": self.url}
        return self.session.post(self.url + path, data=data, headers=headers, timeout=20)

    def act(self, what: str, path: str, marker: str, **data) -> bool:
        """Post an act that carries the marker. Told of success, it is done; otherwise it may have happened once."""
        self.diary.tried[marker] = what
        answer = self.post(path, **data)
        if answer.ok and SUCCESS in answer.text:
            self.diary.done[marker] = what
            return True
        self.diary.refused[what] += 1
        return False

    def numbers(self, path: str, pattern: str) -> list[str]:
        return sorted(set(re.findall(pattern, self.get(path))))


def marker() -> str:
    return f"soak-{uuid.uuid4().hex}"


class Rep(Person):
    def work(self) -> None:
        answer = self.post("/queue/next/")
        found = re.search(r"/queue/(\d+)/$", answer.url)
        if not found:
            self.bring_back()
            return
        entry = found[1]
        self.diary.claimed.append((entry, self.email))
        self.call(entry)
        chance = self.random.random()
        if chance < 0.6:
            self.toss_up(entry)
        elif chance < 0.85:
            mark = marker()
            self.act("nurtured", f"/queue/{entry}/nurture/", mark, reason="no_budget", note=mark)
        else:
            self.post(f"/queue/{entry}/release/")

    def call(self, entry: str) -> None:
        mark, now = marker(), dt.datetime.now().astimezone(dt.timezone(dt.timedelta(hours=9)))
        fields = {"channel": "call", "result": "connected", "at": f"{now:%Y-%m-%dT%H:%M}", "key": str(uuid.uuid4())}
        for _press in range(self.random.choice([1, 1, 2])):  # a double click has the same key
            self.act("contact", f"/queue/{entry}/contacts/", mark, note=mark, **fields)

    def toss_up(self, entry: str) -> None:
        page = self.get(f"/queue/{entry}/toss-up/")
        seen = re.search(r'name="seen" value="([^"]*)"', page)
        mark = marker()
        fields = {"reason_text": "話が進んだ", "comment": mark, "seen": seen[1] if seen else ""}
        self.act("tossed up", f"/queue/{entry}/toss-up/submission/", mark, **fields)

    def bring_back(self) -> None:
        leads = self.numbers("/nurture/", r"/leads/(\d+)/return/")
        if not leads:
            self.over.wait(1)
            return
        mark = marker()
        self.act("brought back", f"/leads/{self.random.choice(leads)}/return/create/", mark, reason=mark)


class Manager(Person):
    def work(self) -> None:
        waiting = self.numbers("/approvals/", r"/approvals/(\d+)/")
        if not waiting:
            self.over.wait(0.5)
            return
        handoff, mark = self.random.choice(waiting), marker()
        page = self.get(f"/approvals/{handoff}/")
        if self.random.random() < 0.2:
            fields = {f"return-{handoff}-reason": "other", f"return-{handoff}-comment": mark}
            self.act("returned", f"/handoffs/{handoff}/return/", mark, **fields)
            return
        people = re.findall(r'<option value="(\d+)"', page)
        prefix = f"decision-{handoff}"
        fields = {f"{prefix}-assignee": self.random.choice(people or [""]), f"{prefix}-priority": "2"}
        self.act("approved", f"/handoffs/{handoff}/approval/", mark, **fields | {f"{prefix}-comment": mark})


class Salesperson(Person):
    def work(self) -> None:
        deals = self.numbers("/deals/", r"/deals/(\d+)/")
        if not deals:
            self.over.wait(0.5)
            return
        deal, mark = self.random.choice(deals), marker()
        self.post(f"/deals/{deal}/acceptance/")
        self.act("sales action", f"/deals/{deal}/actions/", mark, **{"action-kind": "call", "action-note": mark})
        chance, mark = self.random.random(), marker()
        if chance < 0.3:
            self.act("opportunity", f"/deals/{deal}/opportunity/", mark, **{"opportunity-comment": mark})
        elif chance < 0.5:
            self.act("won", f"/deals/{deal}/won/", mark, **{"won-comment": mark})
        elif chance < 0.7:
            self.act("lost", f"/deals/{deal}/lost/", mark, **{"lost-reason": "price", "lost-comment": mark})
        elif chance < 0.8:
            fields = {"decline-reason": "low_temperature", "decline-comment": mark}
            self.act("sent back", f"/deals/{deal}/decline/", mark, **fields)
