// Optional enhancement only; every page works without it.
(function (d) {
  'use strict';
  function unfold() { if (matchMedia('(min-width:48em)').matches) d.querySelectorAll('details.filters').forEach(function (it) { it.open = true; }); }
  unfold(); d.addEventListener('htmx:afterSettle', unfold);
  var errors = d.querySelector('.error-summary');
  if (errors) { errors.tabIndex = -1; errors.focus(); }
  d.querySelectorAll('textarea[data-count]').forEach(function (area) {
    var out = d.getElementById(area.id + '-n');
    function show() {
      out.textContent = out.dataset.words.replace('%', (area.maxLength - area.value.length).toLocaleString('vi-VN'));
    }
    if (!out) return;
    area.addEventListener('input', show);
    show();
  });
  // Reading aloud is offered only where the browser has a Vietnamese voice.
  var reader = d.querySelector('button[data-read]');
  var speech = window.speechSynthesis;
  if (reader && speech) {
    var offer = function () {
      reader.parentNode.hidden = !speech.getVoices().some(function (v) { return /^vi\b/i.test(v.lang); });
    };
    offer();
    if (speech.addEventListener) speech.addEventListener('voiceschanged', offer);
    reader.addEventListener('click', function () {
      if (speech.speaking) { speech.cancel(); return; }
      d.getElementById(reader.dataset.read).querySelectorAll('p').forEach(function (part) {
        var said = new SpeechSynthesisUtterance(part.textContent);
        said.lang = 'vi-VN';
        speech.speak(said);
      });
    });
    addEventListener('pagehide', function () { speech.cancel(); });
  }
  // Keeping a notice for reading without a connection; what is kept is served by sw.js alone.
  var keep = d.querySelector('[data-keep]'), list = d.querySelector('[data-kept-list]');
  if ((keep || list) && navigator.serviceWorker && window.caches) caches.open('giu').then(function (box) {
    function say(word) { return function () { keep.lastElementChild.textContent = keep.dataset[word]; }; }
    function ask(path) { return new Request(path, { credentials: 'omit', cache: 'no-cache' }); }
    function own(name) { return name.indexOf(location.origin + '/static/') === 0; }
    if (keep) keep.hidden = false;
    if (keep) keep.querySelector('button').addEventListener('click', function () {
      var parts = performance.getEntriesByType('resource').map(function (part) { return part.name; });
      navigator.serviceWorker.register('/sw.js').then(function () {
        return box.addAll([location.pathname, keep.dataset.keep].concat(parts.filter(own)).map(ask));
      }).then(say('done'), say('failed'));
    });
    if (list) box.matchAll().then(function (all) {
      all.forEach(function (kept) {
        if (!own(kept.url) && !/\/da-giu\/$/.test(kept.url)) kept.text().then(function (html) {
          var item = list.firstElementChild.content.firstElementChild.cloneNode(true), link = item.querySelector('a');
          link.href = kept.url;
          link.textContent = new DOMParser().parseFromString(html, 'text/html').title;
          link.nextElementSibling.textContent = new Date(kept.headers.get('Date')).toLocaleString('vi-VN');
          item.lastElementChild.addEventListener('click', function () { box.delete(ask(kept.url), { ignoreVary: true }); item.remove(); });
          list.appendChild(item);
        });
      });
    });
  });
  // The remembered commune stays in the browser: pages are the same for everybody.
  try {
    var here = d.querySelector('[data-commune]');
    if (here) localStorage.commune = JSON.stringify([here.dataset.commune, here.dataset.name]);
    var place = d.getElementById('remembered');
    if (place && localStorage.commune) {
      var commune = JSON.parse(localStorage.commune);
      var link = place.querySelector('a'), below = /^\/(?:en\/|km\/)?(?=xa\/)/;
      place.hidden = !below.test(commune[0]);
      if (!place.hidden) link.href = commune[0].replace(below, link.getAttribute('href'));
      link.textContent = commune[1];
      link.lang = 'vi';
    }
  } catch (e) { /* storage may be switched off */ }
})(document);
