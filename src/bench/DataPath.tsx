/** Where frames go now: a table, and a drawing of the same. */
import { type ReactNode, useState } from 'react';
import { PathBadge } from '../components/PathBadge';
import styles from './bench.module.css';
import { useBench } from './bench-store';
import * as control from './controller';
import { DataPathDrawing } from './DataPathDrawing';
import { setLayout, useLayout } from './layout-store';
import type { AdapterView, DataPathSnapshot, RateView, TrafficView } from './session-api';

const count = new Intl.NumberFormat('en-US');

export function rateText(rate: RateView): string {
  if (rate.framesPerSecond <= 0) return 'nothing';
  const bits = rate.bitsPerSecond;
  const size =
    bits >= 1e9
      ? `${(bits / 1e9).toFixed(2)} Gbit/s`
      : bits >= 1e6
        ? `${(bits / 1e6).toFixed(1)} Mbit/s`
        : `${(bits / 1e3).toFixed(1)} kbit/s`;
  const frames =
    rate.framesPerSecond < 100 ? rate.framesPerSecond.toFixed(1) : count.format(Math.round(rate.framesPerSecond));
  return `${frames} frames/s, ${size}`;
}

/** The moment in one sentence. */
export function summary(path: DataPathSnapshot): string {
  if (path.migration?.running) return path.migration.words;
  const adapter = path.adapters[0];
  if (!adapter) return 'There is no virtual machine with a network adapter.';
  if (adapter.state !== 'running') return `${adapter.vm} on ${adapter.host} does not run.`;
  const way =
    adapter.path === 'vf'
      ? 'sends and receives through its virtual function'
      : adapter.path === 'synthetic'
        ? 'sends and receives through VMBus and the virtual switch'
        : 'is not connected';
  return `${adapter.vm} on ${adapter.host} ${way}.`;
}

function trafficText(traffic: TrafficView[]): string {
  const runs = traffic.filter((flow) => flow.running);
  if (runs.length === 0) return 'No test traffic runs.';
  return runs
    .map((flow) =>
      flow.kind === 'ping'
        ? `${flow.from} pings ${flow.to}, ${flow.perSecond.toFixed(0)} a second`
        : `A TCP stream runs from ${flow.from} to ${flow.to}`,
    )
    .join('; ');
}

export function DataPath({ folding = false }: { folding?: boolean }): ReactNode {
  const path = useBench((state) => state.path);
  const layout = useLayout();
  const [link, setLink] = useState('');
  const capture = useBench((state) => state.capture);
  if (!path) return null;
  const open = !folding || layout.pathOpen;
  const chosen = link || path.links[0]?.id || '';
  return (
    <div className={styles.path}>
      <div className={styles.pathHead}>
        {folding ? (
          <button
            type="button"
            className={styles.pathToggle}
            aria-expanded={open}
            onClick={() => setLayout({ pathOpen: !layout.pathOpen })}
          >
            <span aria-hidden="true">{open ? '▾' : '▸'}</span> Data path
          </button>
        ) : (
          <h3>Data path</h3>
        )}
        <small>{trafficText(path.traffic)}</small>
        {open && (
          <span className={styles.pathTools}>
            <button
              type="button"
              className={styles.tool}
              aria-pressed={layout.drawing}
              onClick={() => setLayout({ drawing: !layout.drawing })}
            >
              Drawing
            </button>
            {path.links.length > 0 && (
              <>
                <label>
                  <span className="srOnly">Link to capture</span>
                  <select
                    className={styles.linkSelect}
                    value={capture?.link ?? chosen}
                    disabled={capture !== undefined}
                    onChange={(event) => setLink(event.target.value)}
                  >
                    {path.links.map((item) => (
                      <option key={item.id} value={item.id}>
                        {item.title}
                      </option>
                    ))}
                  </select>
                </label>
                <button
                  type="button"
                  className={styles.tool}
                  aria-pressed={capture !== undefined}
                  onClick={() => void control.toggleCapture(chosen)}
                >
                  {capture ? 'Stop and save' : 'Capture'}
                </button>
              </>
            )}
          </span>
        )}
      </div>
      {open && (
        <>
          <div className={styles.pathTableBox}>
            <PathTable adapters={path.adapters} />
            <TrafficList traffic={path.traffic} />
          </div>
          {path.migration?.running && (
            <div className={styles.migration}>
              <span>{path.migration.words}</span>
              <progress
                max={100}
                value={path.migration.percent}
                aria-label={`${path.migration.vm} moves to ${path.migration.to}`}
              />
            </div>
          )}
          {layout.drawing && <DataPathDrawing path={path} label={summary(path)} />}
        </>
      )}
    </div>
  );
}

function PathTable({ adapters }: { adapters: AdapterView[] }): ReactNode {
  return (
    <table className={styles.pathTable}>
      <caption className="srOnly">Network adapters and the path that carries their data</caption>
      <thead>
        <tr>
          <th scope="col">Adapter</th>
          <th scope="col">Host</th>
          <th scope="col">Data goes by</th>
          <th scope="col">Now</th>
          <th scope="col" className={styles.number}>
            By VF
          </th>
          <th scope="col" className={styles.number}>
            By VMBus
          </th>
        </tr>
      </thead>
      <tbody>
        {adapters.map((adapter) => (
          <tr key={`${adapter.vm}/${adapter.adapter}`}>
            <th scope="row">
              {adapter.vm}
              <small>{adapter.address ?? adapter.mac}</small>
            </th>
            <td>{adapter.host}</td>
            <td>
              <PathBadge path={adapter.path} />
            </td>
            <td>{rateText(adapter.path === 'vf' ? adapter.vf : adapter.vmbus)}</td>
            <td className={styles.number}>{count.format(adapter.vfFrames)}</td>
            <td className={styles.number}>{count.format(adapter.vmbusFrames)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function TrafficList({ traffic }: { traffic: TrafficView[] }): ReactNode {
  if (traffic.length === 0) return null;
  return (
    <ul className={styles.traffic} aria-label="Test traffic">
      {traffic.map((flow) => (
        <li key={flow.name}>
          <b>
            {flow.kind === 'ping' ? 'ping' : 'TCP'} {flow.from} <span aria-hidden="true">→</span>
            <span className="srOnly">to</span> {flow.to}
          </b>
          <span>{count.format(flow.sent)} sent</span>
          {flow.kind === 'ping' && <span>{count.format(flow.received)} received</span>}
          <span>{count.format(flow.lost)} lost</span>
          {!flow.running && <span>stopped</span>}
        </li>
      ))}
    </ul>
  );
}
