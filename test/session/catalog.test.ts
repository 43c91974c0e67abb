import { describe, expect, it } from 'vitest';
import { Catalog } from '../../engine/session/catalog';
import { readSavedSession } from '../../engine/session/log';
import { readLabsFolder } from './labs-folder';

describe('the catalog', () => {
  it('reads every world and lab of the repository', () => {
    const catalog = new Catalog(readLabsFolder());
    expect(catalog.worldNames()).toContain('two-hosts');
    for (const name of catalog.worldNames())
      expect(Object.keys(catalog.world(name).world.hosts).length).toBeGreaterThan(0);
    expect(catalog.labNames()).toEqual(['check-your-server', 'enable-sriov', 'live-migrate']);
    for (const name of catalog.labNames()) expect(catalog.lab(name).steps.length).toBeGreaterThan(0);
  });

  it('gives every session a world of its own', () => {
    const catalog = new Catalog(readLabsFolder());
    const first = catalog.world('two-hosts').world;
    first.title = 'changed';
    expect(catalog.world('two-hosts').world.title).not.toBe('changed');
  });

  it('names the file, line and column of a mistake', () => {
    const files = readLabsFolder();
    files['enable-sriov/lab.yaml'] = files['enable-sriov/lab.yaml'].replace('minutes: 15', 'minutes: soon');
    expect(() => new Catalog(files).lab('enable-sriov')).toThrow(
      /labs\/enable-sriov\/lab\.yaml:5:10: found .*soon.*expected/,
    );
  });

  it('says which labs there are', () => {
    expect(() => new Catalog(readLabsFolder()).lab('nope')).toThrow(
      /There is no lab 'nope'. There are: check-your-server/,
    );
  });
});

describe('a saved session', () => {
  it('is read back', () => {
    const saved = {
      format: 1,
      engine: '0.1.0',
      world: { id: 'two-hosts', hash: 'x' },
      seed: 7,
      log: [{ t: 5, seq: 0, console: 'HV01', kind: 'line', data: 'Get-VM' }],
    };
    expect(readSavedSession(JSON.parse(JSON.stringify(saved)))).toEqual(saved);
  });
  it.each([
    [null, /found object|found/],
    [{ format: 2 }, /found format 2, expected 1/],
    [
      {
        format: 1,
        world: { id: 'w' },
        seed: 1,
        log: [
          { t: 5, console: '', kind: 'line' },
          { t: 4, console: '', kind: 'line' },
        ],
      },
      /entry 2 .* time 4, expected 5 or later/,
    ],
    [
      { format: 1, world: { id: 'w' }, seed: 1, log: [{ t: 5, console: '', kind: 'boom' }] },
      /kind boom, expected line/,
    ],
  ])('that is none says why', (value, message) => {
    expect(() => readSavedSession(value)).toThrow(message);
  });
});
