"""Following in the browser itself: offered where it can be, shown as it came, never needed."""

import json

import pytest
from playwright.sync_api import expect

ADDRESS = "/theo-doi/?xa=31732"
NEWS = {
    "title": "Vừa đăng: Thu, chi ngân sách quý III",
    "body": "Phường Ngã Năm · Thực hiện dự toán",
    "url": "/xa/31732-phuong-nga-nam/",
    "tag": "b1",
    "lang": "vi",
}
BROWSER = {
    "endpoint": "https://fcm.googleapis.com/fcm/send/mot-may",
    "keys": {
        "p256dh": "BDwcQ52Se7da8f4Ce_Xmd5VdQWJaqmsFvXmJ7oUqLEw"
        "OWUAiPxAhDftxvQ2dnDlQoL-gSl3IpruLFBgtQmBjUZ4",
        "auth": "c2l4dGVlbiBieXRlcyBhYg",
    },
}
SHOWN = """async () => {
    const worker = await navigator.serviceWorker.ready
    const all = await worker.getNotifications()
    return all.map(one => [one.title, one.body, one.tag, one.lang, one.data])
}"""


def test_without_a_script_the_page_offers_letters_alone(visitors):
    page = visitors(javascript=False).open(ADDRESS)
    expect(page.locator("[data-push]")).to_be_hidden()
    expect(page.get_by_role("button", name="Gửi thư xác nhận")).to_be_visible()


def test_a_browser_that_takes_messages_is_offered_them(visitors):
    page = visitors(width=360).open(ADDRESS)
    expect(page.get_by_role("button", name="Báo tin trên máy này")).to_be_visible()
    expect(page.get_by_role("button", name="Gửi thư xác nhận")).to_be_visible()


def test_who_forbids_messages_is_told_so_and_nothing_is_lost(visitors):
    visitor = visitors()
    page = visitor.open(ADDRESS)
    page.locator("[name=email]").fill("ba.sau@dan.example")
    page.evaluate("Notification.requestPermission = () => Promise.resolve('denied')")
    page.get_by_role("button", name="Báo tin trên máy này").click()
    expect(page.locator("[data-push] [role=status]")).to_contain_text("chưa được phép")
    assert page.locator("[name=email]").input_value() == "ba.sau@dan.example"


@pytest.fixture
def followed(visitors):
    """A page whose browser says that it has an address at its service: there is no internet."""
    visitor = visitors()
    page = visitor.open(ADDRESS)
    page.evaluate(
        """given => {
            Notification.requestPermission = () => Promise.resolve("granted")
            PushManager.prototype.subscribe = () => Promise.resolve({toJSON: () => given})
        }""",
        BROWSER,
    )
    return page


def test_one_press_follows_and_leads_to_what_is_followed(followed):
    page = followed
    page.get_by_role("button", name="Báo tin trên máy này").click()
    page.wait_for_url("**/theo-doi/*/")
    expect(page.locator("main")).to_contain_text("Phường Ngã Năm")
    expect(page.locator("main")).to_contain_text("trình duyệt đã đăng ký")
    own = page.url
    page.goto(ADDRESS)
    page.get_by_role("link", name="Máy này đang theo dõi gì").click()
    page.wait_for_url(own)
    page.get_by_role("button", name="Thôi nhận tất cả").click()
    expect(page.locator("h1")).to_be_visible()


def test_what_comes_is_shown_once_however_often_it_comes(visitors, site):
    visitor = visitors()
    visitor.context.grant_permissions(["notifications"])
    page = visitor.open(ADDRESS)
    session = visitor.context.new_cdp_session(page)
    found = {}
    session.on(
        "ServiceWorker.workerRegistrationUpdated",
        lambda event: found.update({one["scopeURL"]: one for one in event["registrations"]}),
    )
    session.send("ServiceWorker.enable")
    page.evaluate(
        """async () => {
            await navigator.serviceWorker.register("/sw.js")
            await navigator.serviceWorker.ready
        }"""
    )
    (registration,) = found.values()
    for _time in range(2):
        session.send(
            "ServiceWorker.deliverPushMessage",
            {
                "origin": site.url,
                "registrationId": registration["registrationId"],
                "data": json.dumps(NEWS),
            },
        )
    page.wait_for_function(f"async () => (await ({SHOWN})()).length > 0")
    page.wait_for_timeout(500)
    assert page.evaluate(SHOWN) == [
        [NEWS["title"], NEWS["body"], NEWS["tag"], NEWS["lang"], NEWS["url"]]
    ]
