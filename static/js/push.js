// Following in this browser: offered only where it takes messages; letters work without.
(function (d) {
  'use strict';
  var box = d.querySelector('[data-push]');
  if (!box || !navigator.serviceWorker || !window.PushManager || !window.Notification) return;
  var said = box.querySelector('[role=status]'), own = box.lastElementChild, form = box.closest('form');
  function say(word) { said.textContent = said.dataset[word]; }
  form.hidden = box.hidden = false;
  try {
    // The address of this page is its key: it stays on the device.
    var page = localStorage.followed || '';
    own.hidden = !/^\/(en\/|km\/)?theo-doi\/[\w-]+\/$/.test(page);
    if (!own.hidden) own.firstElementChild.href = page;
  } catch (e) {}
  function asked(worker) {
    var wish = { userVisibleOnly: true, applicationServerKey: box.dataset.key };
    return worker.pushManager.subscribe(wish).catch(function (trouble) {
      // Asked with another key before.
      if (trouble.name !== 'InvalidStateError') throw trouble;
      return worker.pushManager.getSubscription().then(function (old) { return old.unsubscribe(); })
        .then(function () { return worker.pushManager.subscribe(wish); });
    });
  }
  function send(mine) {
    var body = new FormData(form), given = mine.toJSON();
    body.append('endpoint', given.endpoint);
    body.append('p256dh', given.keys.p256dh);
    body.append('auth', given.keys.auth);
    return fetch(box.dataset.push, { method: 'POST', body: body }).then(function (answer) {
      return answer.json();
    }).then(function (found) {
      if (found.problems) { said.textContent = found.problems.join(' '); return; }
      try { localStorage.followed = found.page; } catch (e) {}
      location.href = found.page;
    });
  }
  box.querySelector('button').addEventListener('click', function () {
    said.textContent = '';
    Notification.requestPermission().then(function (answer) {
      if (answer !== 'granted') return say('refused');
      return navigator.serviceWorker.register('/sw.js').then(function () {
        return navigator.serviceWorker.ready;
      }).then(asked).then(send);
    }).catch(function () { say('failed'); });
  });
})(document);
