// Starts the page from its own text: decodes and unzips the wasm module, checks its SHA-256, compiles it
// and calls the wasm-bindgen glue. Whatever goes wrong becomes a sentence in German and English.
//
// Written in the syntax of 2009, so that a browser too old for the page can still say so. The
// Content-Security-Policy pins this script by its hash, and this script pins the module by its hash.
//
// What the page finds afterwards (src/browser starts its worker from it):
//   trichterwerk.module  the compiled WebAssembly.Module
//   trichterwerk.glue    the text of the wasm-bindgen glue, a classic script
(function () {
  'use strict';

  var WASM_SHA256 = '{{WASM_SHA256}}';

  var SENTENCES = {
    old: [
      'Dieser Browser ist zu alt für Trichterwerk. Nötig ist Chrome oder Edge ab 96, Firefox ab 113 oder Safari ab 16.4.',
      'This browser is too old for Trichterwerk. It needs Chrome or Edge 96, Firefox 113, Safari 16.4 or later.'
    ],
    insecure: [
      'Über eine unverschlüsselte Adresse kann der Browser die Datei nicht prüfen. Bitte speichern Sie sie und öffnen Sie sie per Doppelklick, oder rufen Sie sie über https auf.',
      'Over an unencrypted address the browser cannot verify the file. Please save it and open it by double-click, or use https.'
    ],
    damaged: [
      'Diese Datei ist beschädigt oder wurde verändert und startet deshalb nicht. Bitte laden Sie sie neu herunter.',
      'This file is damaged or was changed and therefore does not start. Please download it again.'
    ],
    forbidden: [
      'Dieser Browser erlaubt kein WebAssembly, vermutlich durch eine Richtlinie oder einen Schutzmodus. Bitte öffnen Sie die Datei in einem anderen Browser.',
      'This browser does not allow WebAssembly, probably because of a policy or a protected mode. Please open the file in another browser.'
    ],
    failed: [
      'Trichterwerk konnte nicht starten. Ihre Daten sind davon nicht betroffen. Bitte laden Sie die Seite neu.',
      'Trichterwerk could not start. Your data is not affected. Please reload the page.'
    ]
  };

  function paragraph(lang, text) {
    var p = document.createElement('p');
    p.lang = lang;
    p.appendChild(document.createTextNode(text));
    return p;
  }

  function tell(reason, error) {
    var notice = document.getElementById('boot');
    // A panic has drawn its own banner (src/browser/panic.rs), which says more.
    if (document.getElementById('crash')) return notice.remove();
    notice.textContent = '';
    notice.className = 'failed';
    notice.setAttribute('role', 'alert');
    notice.setAttribute('data-reason', reason);
    notice.appendChild(paragraph('de', SENTENCES[reason][0]));
    notice.appendChild(paragraph('en', SENTENCES[reason][1]));
    if (error) {
      var detail = document.createElement('code');
      detail.appendChild(document.createTextNode(String(error)));
      notice.appendChild(detail);
    }
  }

  // Names the sentence for a failure of the step it is attached to, unless an inner step named one.
  function because(reason) {
    return function (error) {
      throw error && error.reason ? error : { reason: reason, error: error };
    };
  }

  function textOf(id) {
    return document.getElementById(id).textContent;
  }

  function bytesFromBase64(text) {
    if (Uint8Array.fromBase64) return Uint8Array.fromBase64(text);
    var binary = atob(text);
    var bytes = new Uint8Array(binary.length);
    for (var i = 0; i < binary.length; i++) bytes[i] = binary.charCodeAt(i);
    return bytes;
  }

  function unzip(bytes) {
    var stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip'));
    return new Response(stream).arrayBuffer();
  }

  function verify(wasm) {
    return crypto.subtle.digest('SHA-256', wasm).then(function (digest) {
      var hex = '';
      var bytes = new Uint8Array(digest);
      for (var i = 0; i < bytes.length; i++) hex += (bytes[i] + 256).toString(16).slice(1);
      if (hex !== WASM_SHA256) throw { reason: 'damaged', error: 'SHA-256 ' + hex };
    });
  }

  // A module the browser refuses although it compiles an empty one uses instructions it does not know yet.
  function compile(wasm) {
    return WebAssembly.compile(wasm).catch(function (error) {
      var empty = new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0]);
      return WebAssembly.compile(empty).then(
        function () { throw { reason: 'old', error: error }; },
        function () { throw { reason: 'forbidden', error: error }; }
      );
    });
  }

  // The glue declares `let wasm_bindgen`; when its hash or syntax was refused there is no such name.
  function hasGlue() {
    try {
      return typeof wasm_bindgen === 'function';
    } catch (error) {
      return false;
    }
  }

  if (typeof DecompressionStream !== 'function') return tell('old');
  if (typeof WebAssembly !== 'object') return tell('forbidden');
  if (!window.crypto || !crypto.subtle) return tell('insecure');
  if (!hasGlue()) return tell('damaged');

  Promise.resolve()
    .then(function () { return unzip(bytesFromBase64(textOf('wasm'))); })
    .catch(because('damaged'))
    .then(function (wasm) { return verify(wasm).then(function () { return compile(wasm); }); })
    .then(function (module) {
      window.trichterwerk = Object.freeze({ module: module, glue: textOf('glue') });
      return wasm_bindgen({ module_or_path: module });
    })
    .then(function () { document.getElementById('boot').remove(); })
    .catch(because('failed'))
    .catch(function (failure) { tell(failure.reason, failure.error); });
})();
