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
