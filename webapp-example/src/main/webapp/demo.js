'use strict';

/*
 * Plays one HLS source through the prebuffering filter (hls/…) or past it (direct/…) and shows how
 * long the player waited for each segment. Every address is relative, so the page works under any
 * context path.
 */
(() => {
  const PREFIX = {with: 'hls/', without: 'direct/'};
  const MODES = Object.keys(PREFIX);
  const SHOWN_BARS = 14;
  const KEPT_SEGMENTS = 2000;
  const STATISTICS_PERIOD_MILLIS = 1000;
  const SEGMENTS_AHEAD = 2;

  const byId = (id) => document.getElementById(id);
  const video = byId('video');
  const state = {
    mode: 'with',
    source: 'index.m3u8',
    segments: [],
    stalls: {with: 0, without: 0},
    firstPictureMillis: {with: null, without: null},
  };
  let hls = null;
  let loadedAt = 0;
  let hasPlayed = false;

  // ---------------------------------------------------------------- measuring

  /**
   * What a Cache-Status field (RFC 9211) says about our own cache: hit, joined (fwd=miss with
   * collapsed), miss, bypass, or unknown where the field or our member of it is missing.
   */
  function cacheStatusOf(field) {
    const members = (field || '').match(/(?:"(?:\\.|[^"\\])*"|[^,"])+/g) || [];
    const ours = members.map((member) => member.trim())
        .find((member) => /^"?hls-prebuffer"?\s*(;|$)/.test(member));
    if (!ours) {
      return 'unknown';
    }
    const parameters = new Map(ours.replace(/"(?:\\.|[^"\\])*"/g, '""').split(';').slice(1)
        .map((parameter) => parameter.trim().split('='))
        .map(([name, value = '?1']) => [name, value]));
    if (parameters.has('hit')) {
      return 'hit';
    }
    if (parameters.get('fwd') === 'bypass') {
      return 'bypass';
    }
    return parameters.has('collapsed') ? 'joined' : parameters.has('fwd') ? 'miss' : 'unknown';
  }

  /**
   * An hls.js loader for fragments, on fetch(): it sees the response's header fields and both
   * moments, first byte and last. The browser's own cache is left out, else a segment played twice
   * would look as fast with as without; caches on the way may still answer.
   */
  class MeasuringLoader {
    constructor() {
      this.aborter = new AbortController();
      this.stats = {
        aborted: false, loaded: 0, retry: 0, total: 0, chunkCount: 0, bwEstimate: 0,
        loading: {start: 0, first: 0, end: 0},
        parsing: {start: 0, end: 0},
        buffering: {start: 0, first: 0, end: 0},
      };
      this.callbacks = null;
      this.context = null;
      this.response = null;
      this.timer = 0;
    }

    load(context, config, callbacks) {
      this.context = context;
      this.callbacks = callbacks;
      this.run(config.loadPolicy || {}).catch((error) => this.fail(error));
    }

    async run({maxTimeToFirstByteMs, maxLoadTimeMs}) {
      const {stats, context} = this;
      const mode = state.mode;
      stats.loading.start = performance.now();
      this.expectWithin(maxTimeToFirstByteMs || maxLoadTimeMs);
      const response = await fetch(context.url, requestOf(context, this.aborter.signal));
      this.response = response;
      stats.loading.first = performance.now();
      this.expectWithin(maxLoadTimeMs - (stats.loading.first - stats.loading.start));
      if (!response.ok) {
        throw Object.assign(new Error(response.statusText), {status: response.status});
      }
      const body = await this.read(response);
      stats.loading.end = performance.now();
      this.settle();
      record(mode, context, stats, response);
      const answer = {url: response.url, data: body, code: response.status};
      this.callbacks?.onSuccess(answer, stats, context, response);
    }

    async read(response) {
      this.stats.total = Number(response.headers.get('Content-Length')) || 0;
      const pieces = [];
      const reader = response.body.getReader();
      for (let next = await reader.read(); !next.done; next = await reader.read()) {
        pieces.push(next.value);
        // The quality selection of hls.js watches a running transfer through this number.
        this.stats.loaded += next.value.byteLength;
      }
      this.stats.total = this.stats.loaded;
      return new Blob(pieces).arrayBuffer();
    }

    expectWithin(millis) {
      clearTimeout(this.timer);
      if (Number.isFinite(millis)) {
        this.timer = setTimeout(() => this.timeOut(), Math.max(0, millis));
      }
    }

    timeOut() {
      const callbacks = this.callbacks;
      this.settle();
      this.callbacks = null;
      this.aborter.abort();
      callbacks?.onTimeout(this.stats, this.context, this.response);
    }

    fail(error) {
      if (this.stats.aborted || !this.callbacks) {
        return;
      }
      this.settle();
      this.callbacks.onError(
          {code: error.status ?? 0, text: error.message}, this.context, this.response, this.stats);
    }

    settle() {
      clearTimeout(this.timer);
    }

    abort() {
      if (this.stats.aborted || this.stats.loading.end) {
        return;
      }
      this.settle();
      this.stats.aborted = true;
      this.aborter.abort();
      this.callbacks?.onAbort?.(this.stats, this.context, this.response);
    }

    destroy() {
      this.abort();
      this.callbacks = null;
    }

    getCacheAge() {
      return Number(this.getResponseHeader('Age')) || null;
    }

    getResponseHeader(name) {
      return this.response?.headers.get(name) ?? null;
    }
  }

  function requestOf(context, signal) {
    const headers = new Headers(context.headers || {});
    if (context.rangeEnd) {
      headers.set('Range', `bytes=${context.rangeStart || 0}-${context.rangeEnd - 1}`);
    }
    if (new URL(context.url, document.baseURI).origin === location.origin) {
      // "no-store" makes fetch() add "Cache-Control: no-cache" unless the field is there already,
      // and that would forbid the gateway to answer from its store (RFC 9111, 5.2.1.4).
      headers.set('Cache-Control', 'max-age=86400');
    }
    return {headers, signal, cache: 'no-store', credentials: 'same-origin'};
  }

  function record(mode, context, stats, response) {
    const {frag, part} = context;
    const cacheStatus = response.headers.get('Cache-Status');
    state.segments.push({
      mode,
      url: context.url,
      sequence: frag.sn,
      part: part ? part.index : null,
      type: frag.type,
      waitMillis: stats.loading.end - stats.loading.start,
      firstByteMillis: stats.loading.first - stats.loading.start,
      bytes: stats.loaded,
      status: cacheStatusOf(cacheStatus),
      cacheStatus,
    });
    if (state.segments.length > KEPT_SEGMENTS) {
      state.segments.shift();
    }
    showMeasurements();
  }

  function median(values) {
    if (values.length === 0) {
      return null;
    }
    const sorted = [...values].sort((a, b) => a - b);
    const middle = sorted.length >> 1;
    return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }

  const segmentsOf = (mode) => state.segments.filter((segment) => segment.mode === mode);
  const medianOf = (mode) => median(segmentsOf(mode).map((segment) => segment.waitMillis));

  // ---------------------------------------------------------------- playing

  function play() {
    stop();
    let address;
    try {
      address = addressOf(state.source);
    } catch (error) {
      showProblem(error.message);
      return;
    }
    showProblem(null);
    showPlaying('Loading…');
    loadedAt = performance.now();
    hasPlayed = false;
    if (window.Hls?.isSupported()) {
      playMeasured(address);
    } else if (video.canPlayType('application/vnd.apple.mpegurl')) {
      video.src = address;
      const reason = window.Hls ? 'This browser has no Media Source Extensions'
          : 'hls.js did not load';
      showProblem(`${reason}: the browser plays the stream by itself, and its segments cannot be `
          + 'measured.');
      start();
    } else {
      showProblem(window.Hls ? 'This browser has no Media Source Extensions, which hls.js needs.'
          : 'hls.js did not load, so there is no player.');
    }
  }

  function stop() {
    hls?.destroy();
    hls = null;
    video.removeAttribute('src');
    video.load();
  }

  function playMeasured(address) {
    const {Events, ErrorTypes} = window.Hls;
    let recovered = false;
    hls = new window.Hls({
      fLoader: MeasuringLoader,
      maxBufferLength: 4,
      maxMaxBufferLength: 4,
      backBufferLength: 4,
      testBandwidth: false,
      abrEwmaDefaultEstimate: 1_500_000,
    });
    hls.on(Events.MANIFEST_PARSED, start);
    hls.on(Events.LEVEL_LOADED, (event, {details}) => {
      const ahead = SEGMENTS_AHEAD * details.targetduration;
      Object.assign(hls.config, {maxBufferLength: ahead, maxMaxBufferLength: ahead});
      video.loop = !details.live;
    });
    hls.on(Events.ERROR, (event, data) => {
      if (!data.fatal) {
        return;
      }
      if (data.type === ErrorTypes.MEDIA_ERROR && !recovered) {
        recovered = true;
        hls.recoverMediaError();
        return;
      }
      showProblem(describe(data));
      showPlaying('Stopped');
      stop();
    });
    hls.loadSource(address);
    hls.attachMedia(video);
  }

  /** The address of a playlist under the current mode's prefix; never one outside of it. */
  function addressOf(source) {
    const base = new URL(PREFIX[state.mode], document.baseURI);
    if (/^[a-z][a-z0-9+.-]*:/i.test(source)) {
      throw new Error('Enter a path under the origin, such as live/index.m3u8, not a full address. '
          + 'The origin itself is a setting of the gateway.');
    }
    const address = new URL(source.replace(/^\/+/, ''), base);
    if (!address.href.startsWith(base.href)) {
      throw new Error('That path leads out of the origin.');
    }
    return address.href;
  }

  function describe(data) {
    const what = data.url || data.frag?.url || addressOf(state.source);
    const status = data.response?.code ? ` (status ${data.response.code})` : '';
    return `Playback stopped: ${data.details}${status} at ${shortened(what)}`;
  }

  function start() {
    video.play().catch((error) => {
      if (error.name === 'NotAllowedError') {
        showPlaying('Press play to start.');
      }
    });
  }

  function setMode(mode) {
    if (!MODES.includes(mode)) {
      throw new RangeError(`mode must be one of ${MODES.join(', ')}`);
    }
    state.mode = mode;
    document.querySelector(`input[name="mode"][value="${mode}"]`).checked = true;
    showMeasurements();
    play();
  }

  function setSource(source) {
    state.source = source.trim() || 'index.m3u8';
    byId('source').value = state.source;
    const address = new URL(location.href);
    address.searchParams.set('src', state.source);
    history.replaceState(null, '', address);
  }

  // ---------------------------------------------------------------- showing

  function showProblem(text) {
    byId('problem').hidden = text === null;
    byId('problem').textContent = text ?? '';
  }

  function showPlaying(text) {
    if (byId('playing').textContent !== text) {
      byId('playing').textContent = text;
    }
  }

  function showPosition() {
    if (!hls || !hasPlayed) {
      return;
    }
    const {buffered, currentTime} = video;
    let ahead = 0;
    for (let i = 0; i < buffered.length; i++) {
      if (buffered.start(i) <= currentTime + 0.1 && buffered.end(i) > currentTime) {
        ahead = buffered.end(i) - currentTime;
      }
    }
    const level = hls.levels[hls.currentLevel];
    const picture = level?.height ? `${level.width}×${level.height} · ` : '';
    showPlaying(`${picture}${ahead.toFixed(1)} s ahead in the player`);
  }

  function shortened(url) {
    const base = new URL('.', document.baseURI).href;
    return url.startsWith(base) ? url.slice(base.length) : url;
  }

  function nameOf({sequence, part, type}) {
    const media = part === null ? `${sequence}` : `${sequence}.${part}`;
    const number = sequence === 'initSegment' ? 'init' : media;
    return type === 'main' ? number : `${type} ${number}`;
  }

  function millis(value) {
    if (value === null) {
      return '–';
    }
    return value < 9_950 ? `${Math.round(value)} ms` : `${(value / 1000).toFixed(1)} s`;
  }

  function showMeasurements() {
    MODES.forEach(showFigure);
    showVerdict();
    const shown = MODES.map((mode) => segmentsOf(mode).slice(-SHOWN_BARS));
    const top = axisTop(Math.max(...shown.flat().map((segment) => segment.waitMillis), 80));
    MODES.forEach((mode, index) => showPanel(mode, shown[index], top));
    document.querySelector('.legend [data-status="unknown"]').hidden =
        !shown.flat().some((segment) => segment.status === 'unknown');
    showTable();
  }

  function showFigure(mode) {
    const field = (name) => document.querySelector(
        `.figure[data-mode="${mode}"] [data-field="${name}"]`);
    const [amount, unit = ''] = millis(medianOf(mode)).split(' ');
    field('median').replaceChildren(amount, unit && element('small', {textContent: ` ${unit}`}));
    field('count').textContent = segmentsOf(mode).length;
    field('stalls').textContent = state.stalls[mode];
    field('stalls').classList.toggle('bad', state.stalls[mode] > 0);
    field('firstPicture').textContent = state.firstPictureMillis[mode] === null
        ? '–' : `${(state.firstPictureMillis[mode] / 1000).toFixed(1)} s`;
  }

  function showVerdict() {
    const [fast, slow] = MODES.map(medianOf);
    const verdict = byId('verdict');
    if (fast === null && slow === null) {
      verdict.textContent = 'No segment measured yet.';
    } else if (slow === null) {
      verdict.textContent =
          'Now choose “Without” to play the same stream straight from the origin.';
    } else if (fast === null) {
      verdict.textContent = 'Now choose “With prebuffer” to see the difference.';
    } else {
      const ratio = slow / Math.max(fast, 0.5);
      const times = ratio < 10 ? ratio.toFixed(1) : Math.round(ratio);
      verdict.textContent = ratio < 1.5
          ? 'No clear difference on this source yet.'
          : `With prebuffer a segment typically arrives in ${millis(fast)} instead of `
              + `${millis(slow)}: ${times} times sooner.`;
    }
  }

  /** The smallest 1, 2, 3, 4, 5, 6 or 8 times a power of ten that is not below the value. */
  function axisTop(value) {
    const power = 10 ** Math.floor(Math.log10(value));
    return [1, 2, 3, 4, 5, 6, 8, 10].map((step) => step * power).find((step) => step >= value);
  }

  function showPanel(mode, segments, top) {
    const panel = document.querySelector(`.panel[data-mode="${mode}"]`);
    const part = (selector) => panel.querySelector(selector);
    part('.grid').replaceChildren(...[0, 0.25, 0.5, 0.75, 1].map((share) => gridLine(share, top)));
    part('.empty').hidden = segments.length > 0;
    part('.plot').setAttribute('aria-label', segments.length === 0 ? 'No segment yet'
        : `Waits for the last ${segments.length} segments: `
            + segments.map(({waitMillis, status}) => `${millis(waitMillis)} ${status}`).join(', ')
            + `. Median of all: ${millis(medianOf(mode))}.`);
    showBars(part('.bars'), segments, top);
  }

  function gridLine(share, top) {
    const line = element('i');
    line.style.bottom = `${100 * share}%`;
    const label = share === 1 ? `${Math.round(top)} ms` : `${Math.round(top * share)}`;
    line.append(element('span', {textContent: label}));
    return line;
  }

  /** Keeps the bars that are still shown, so that they glide when the axis changes. */
  function showBars(list, segments, top) {
    const kept = new Map([...list.children].map((item) => [item.segment, item]));
    list.replaceChildren(...segments.map((segment) => {
      const item = kept.get(segment) ?? bar(segment);
      item.style.setProperty('--wait', `${100 * segment.waitMillis / top}%`);
      return item;
    }));
  }

  function bar(segment) {
    const item = element('li', {title: `Segment ${nameOf(segment)}: ${millis(segment.waitMillis)}, `
        + `first byte after ${millis(segment.firstByteMillis)}\n`
        + `${segment.cacheStatus ?? 'no Cache-Status'}\n${shortened(segment.url)}`});
    item.segment = segment;
    item.dataset.status = segment.status;
    item.style.setProperty('--first', `${100 * segment.firstByteMillis / segment.waitMillis}%`);
    item.append(
        element('span', {className: 'fill'}),
        element('span', {className: 'value', textContent: Math.round(segment.waitMillis)}),
        element('span', {className: 'number', textContent: nameOf(segment).replace(/^\w+ /, '')}));
    return item;
  }

  function showTable() {
    if (!byId('requests').closest('details').open) {
      return;
    }
    byId('requests').replaceChildren(...[...state.segments].reverse().map((segment) => {
      const row = element('tr');
      const amount = (text) => element('td', {className: 'amount', textContent: text});
      row.append(
          element('td', {textContent: segment.mode}),
          element('td', {textContent: nameOf(segment)}),
          amount(millis(segment.firstByteMillis)),
          amount(millis(segment.waitMillis)),
          amount(bytes(segment.bytes)),
          element('td', {textContent: segment.cacheStatus ?? '–'}),
          element('td', {textContent: shortened(segment.url)}));
      return row;
    }));
  }

  function element(name, properties = {}) {
    return Object.assign(document.createElement(name), properties);
  }

  // ---------------------------------------------------------------- statistics

  const shownStatistics = new Map();

  async function pollStatistics() {
    if (!document.hidden) {
      try {
        const response = await fetch('statistics', {cache: 'no-store'});
        if (!response.ok) {
          throw new Error(`status ${response.status}`);
        }
        showStatistics(await response.json());
        showStatisticsState('every second, from ');
      } catch (error) {
        showStatisticsState(`not available (${error.message}): `);
      }
    }
    setTimeout(pollStatistics, STATISTICS_PERIOD_MILLIS);
  }

  function showStatisticsState(text) {
    const line = byId('statistics-state');
    if (line.firstChild.data !== text) {
      line.replaceChildren(text, element('code', {textContent: 'statistics'}));
    }
  }

  /** Shows whatever names and numbers the document has; a nested object becomes a group. */
  function showStatistics(document_) {
    const found = new Set();
    eachStatistic(document_, [], (path, value) => {
      const key = JSON.stringify(path);
      found.add(key);
      const shown = shownStatistics.get(key) ?? addStatistic(key, path);
      const text = statisticText(path[path.length - 1], value);
      if (shown.textContent !== text) {
        shown.textContent = text;
        shown.classList.toggle('text', typeof value !== 'number');
      }
    });
    removeStatisticsExcept(found);
  }

  function eachStatistic(value, path, show) {
    if (value !== null && typeof value === 'object') {
      Object.entries(value).forEach(([name, child]) => eachStatistic(child, [...path, name], show));
    } else {
      show(path, value);
    }
  }

  function addStatistic(key, path) {
    const value = element('dd');
    const pair = element('div');
    pair.append(element('dt', {textContent: words(path[path.length - 1] ?? 'value')}), value);
    groupOf(path.slice(0, -1)).querySelector('dl').append(pair);
    shownStatistics.set(key, value);
    return value;
  }

  function groupOf(path) {
    const name = path.map(words).join(' · ');
    const groups = byId('statistics');
    let group = [...groups.children].find((candidate) => candidate.dataset.name === name);
    if (!group) {
      group = element('section', {className: 'group'});
      group.dataset.name = name;
      group.append(element('h3', {textContent: name, hidden: name === ''}), element('dl'));
      groups.append(group);
    }
    return group;
  }

  function removeStatisticsExcept(found) {
    for (const [key, value] of shownStatistics) {
      if (!found.has(key)) {
        const group = value.closest('.group');
        value.parentElement.remove();
        shownStatistics.delete(key);
        if (!group.querySelector('dd')) {
          group.remove();
        }
      }
    }
  }

  function words(name) {
    return name.replace(/([a-z0-9])([A-Z])/g, '$1 $2').replace(/[_-]+/g, ' ').toLowerCase();
  }

  function statisticText(name, value) {
    if (typeof value !== 'number') {
      return value === null ? '–' : String(value);
    }
    return /bytes/i.test(name ?? '') ? bytes(value)
        : value.toLocaleString('en', {maximumFractionDigits: 3});
  }

  function bytes(value) {
    const units = ['B', 'KB', 'MB', 'GB', 'TB'];
    const power = Math.floor(Math.log(Math.max(value, 1)) / Math.log(1024));
    const step = Math.min(units.length - 1, power);
    return step === 0 ? `${value} B` : `${(value / 1024 ** step).toFixed(1)} ${units[step]}`;
  }

  // ---------------------------------------------------------------- events

  video.addEventListener('playing', () => {
    if (!hasPlayed) {
      hasPlayed = true;
      state.firstPictureMillis[state.mode] = performance.now() - loadedAt;
      showFigure(state.mode);
      if (!hls) {
        showPlaying('Playing without hls.js');
      }
    }
  });
  video.addEventListener('waiting', () => {
    // Before the first picture and after a seek, waiting is no stall.
    if (hasPlayed && !video.seeking) {
      state.stalls[state.mode]++;
      showFigure(state.mode);
    }
  });
  video.addEventListener('timeupdate', showPosition);
  video.addEventListener('progress', showPosition);
  video.addEventListener('volumechange', () => {
    byId('unmute').hidden = !video.muted;
  });
  byId('unmute').addEventListener('click', () => {
    video.muted = false;
    video.volume = video.volume || 1;
    video.focus();
  });
  document.querySelectorAll('input[name="mode"]').forEach((input) => {
    input.addEventListener('change', () => setMode(input.value));
  });
  byId('source-form').addEventListener('submit', (event) => {
    event.preventDefault();
    const changed = state.source !== byId('source').value.trim();
    setSource(byId('source').value);
    if (changed) {
      clear();
    }
    play();
  });
  byId('clear').addEventListener('click', clear);
  byId('requests').closest('details').addEventListener('toggle', showTable);

  function clear() {
    state.segments.length = 0;
    MODES.forEach((mode) => {
      state.stalls[mode] = 0;
      state.firstPictureMillis[mode] = null;
    });
    showMeasurements();
  }

  // For tests: what was measured, and the switch.
  window.hlsPrebufferDemo = {
    get segments() { return state.segments; },
    get mode() { return state.mode; },
    get stalls() { return state.stalls.with + state.stalls.without; },
    get stallsByMode() { return {...state.stalls}; },
    setMode,
  };

  // A browser may restore an earlier choice of the switch on reload; the page starts with "with".
  const wanted = new URL(location.href).searchParams.get('src');
  if (wanted) {
    state.source = wanted.trim();
    byId('source').value = state.source;
  }
  setMode('with');
  pollStatistics();
})();
