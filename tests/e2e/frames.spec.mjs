// What a page shows while the worker is still at it: either it is marked as not the answer yet, or it is the answer. A
// number may be read out in a meeting the moment the page opens.
import { test, expect, openDemo, settled } from './support/page.mjs';

/** Notes with each frame the figures that it shows as the answer. Runs in the browser. */
function noteFrames() {
  globalThis.frames = [];
  const note = () => {
    const figures = [...document.querySelectorAll('main data[data-figure]')]
      .filter(data => data.value !== '' && !data.closest('[aria-busy="true"], .stale'))
      .map(data => [data.dataset.figure, data.value]);
    globalThis.frames.push({ route: document.querySelector('nav a[aria-current="page"]').hash, figures });
    requestAnimationFrame(note);
  };
  requestAnimationFrame(note);
}

// While the base is measured a year is simulated roughly, and says so with the number of its draws.
const isRough = id => id.startsWith('simulation.');

for (const route of ['#/funnel', '#/decay', '#/debt', '#/quota', '#/capacity', '#/compare']) {
  test(`${route}: no frame shows a figure as the answer that another takes the place of`, async ({ open }) => {
    const page = await open('#/data');
    await openDemo(page);
    await page.evaluate(noteFrames);
    await page.evaluate(hash => { location.hash = hash; }, route);
    await settled(page, route);
    // Nothing is asked any more: the last question of a page follows its first answer within a moment.
    await page.waitForTimeout(1500);
    await settled(page, route);
    const frames = (await page.evaluate(() => globalThis.frames)).filter(frame => frame.route === route);
    expect(frames.length).toBeGreaterThan(10);
    const answers = new Set(frames.at(-1).figures.map(String));
    expect(answers.size).toBeGreaterThan(0);
    const isAnswer = figure => isRough(figure[0]) || answers.has(String(figure));
    const wrong = frames.flatMap(({ figures }, at) => figures.filter(figure => !isAnswer(figure)).map(figure => ({ at, figure })));
    // What stands below the first view of the quota page follows it a frame later.
    expect(wrong.filter(({ at }) => at !== wrong[0].at)).toEqual([]);
  });
}
