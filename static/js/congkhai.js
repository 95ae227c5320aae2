// Optional enhancement only; every page works without it.
(function (d) {
  'use strict';
  var filters = d.querySelector('details.filters');
  if (filters && matchMedia('(min-width:48em)').matches) filters.open = true;

  var errors = d.querySelector('.error-summary');
  if (errors) { errors.tabIndex = -1; errors.focus(); }

  d.querySelectorAll('textarea[data-count]').forEach(function (area) {
    var out = d.getElementById(area.id + '-n');
    if (!out) return;
    function show() {
      var left = area.maxLength - area.value.length;
      out.textContent = out.dataset.words.replace('%', left.toLocaleString('vi-VN'));
    }
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

  // The remembered commune stays in the browser: pages are the same for everybody.
  try {
    var here = d.querySelector('[data-commune]');
    if (here) localStorage.commune = JSON.stringify([here.dataset.commune, here.dataset.name]);
    var place = d.getElementById('remembered');
    if (place && localStorage.commune) {
      var commune = JSON.parse(localStorage.commune);
      if (/^\/(en\/|km\/)?xa\//.test(commune[0])) {
        var link = place.querySelector('a');
        link.href = commune[0];
        link.textContent = commune[1];
        place.hidden = false;
      }
    }
  } catch (e) { /* storage may be switched off */ }
})(document);
