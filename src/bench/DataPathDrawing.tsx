/**
 * The drawing beside the table: hosts left and right of the rack switch, the VM where it is, both of its paths. Solid and
 * teal is the VF, dotted and amber is VMBus; the path that carries data is thick, and moves when motion is welcome.
 */
import clsx from 'clsx';
import type { ReactNode } from 'react';
import styles from './bench.module.css';
import type { AdapterView, DataPathSnapshot, HostView } from './session-api';

const width = 720;
const height = 208;
const hostWidth = 292;

export function DataPathDrawing({ path, label }: { path: DataPathSnapshot; label: string }): ReactNode {
  const hosts = path.hosts.slice(0, 2);
  return (
    <svg className={styles.drawing} viewBox={`0 0 ${width} ${height}`} role="img" aria-label={label}>
      {hosts.map((host, index) => (
        <Host
          key={host.id}
          host={host}
          left={index === 0}
          adapter={path.adapters.find((adapter) => adapter.host === host.id)}
          incoming={path.migration?.running && path.migration.to === host.id ? path.migration.vm : undefined}
        />
      ))}
      <Rack path={path} hosts={hosts} />
    </svg>
  );
}

/** `X520-2` of `Intel(R) Ethernet Server Adapter X520-2`: a box in the drawing holds no more. */
const shortModel = (model: string): string => model.replace(/^.*\b(Adapter|Controller|Ethernet)\s+/i, '').slice(0, 11);

const carries = (adapter: AdapterView | undefined): 'vf' | 'synthetic' | undefined =>
  adapter && adapter.state === 'running' && adapter.path !== 'none' ? adapter.path : undefined;

const flows = (adapter: AdapterView | undefined): boolean =>
  adapter !== undefined && adapter.vf.framesPerSecond + adapter.vmbus.framesPerSecond > 0;

interface HostProps {
  host: HostView;
  left: boolean;
  adapter: AdapterView | undefined;
  incoming: string | undefined;
}

/** Everything is laid out for the left host; the right one is its mirror image, text excepted. */
function Host({ host, left, adapter, incoming }: HostProps): ReactNode {
  const x = (from: number, size = 0): number => (left ? from : width - from - size);
  const way = carries(adapter);
  const moving = flows(adapter);
  const off = host.state !== 'running';
  return (
    <g className={clsx(off && styles.drawOff)}>
      <rect className={styles.drawHost} x={x(4, hostWidth)} y={8} width={hostWidth} height={height - 16} rx={12} />
      <text x={x(4, hostWidth) + 16} y={28} className={styles.drawTitle}>
        {host.id}
      </text>
      <text x={x(4, hostWidth) + 66} y={28} className={host.iovSupport ? styles.drawSoft : styles.drawBad}>
        {off ? host.state : host.iovSupport ? 'SR-IOV ready' : `no SR-IOV: ${host.iovSummary}`}
      </text>

      {adapter && (
        <>
          <rect
            className={clsx(styles.drawVm, way === 'vf' && styles.drawVmVf, way === 'synthetic' && styles.drawVmBus)}
            x={x(20, 124)}
            y={42}
            width={124}
            height={70}
            rx={8}
          />
          <text x={x(20, 124) + 12} y={62} className={styles.drawTitle}>
            {adapter.vm}
          </text>
          <text x={x(20, 124) + 12} y={81} className={styles.drawSoft}>
            {adapter.address ?? 'no address'}
          </text>
          <text
            x={x(20, 124) + 12}
            y={100}
            className={clsx(
              way === 'vf' ? styles.drawVfText : way === 'synthetic' ? styles.drawBusText : styles.drawSoft,
            )}
          >
            {way === 'vf'
              ? 'data on the VF'
              : way === 'synthetic'
                ? 'data on VMBus'
                : adapter.state === 'running'
                  ? 'not connected'
                  : adapter.state}
          </text>
        </>
      )}
      {!adapter && incoming && (
        <>
          <rect className={styles.drawGhost} x={x(20, 124)} y={42} width={124} height={70} rx={8} />
          <text x={x(20, 124) + 12} y={62} className={styles.drawTitle}>
            {incoming}
          </text>
          <text x={x(20, 124) + 12} y={81} className={styles.drawSoft}>
            on its way here
          </text>
        </>
      )}

      <rect className={styles.drawBox} x={x(20, 124)} y={152} width={124} height={42} rx={8} />
      <text x={x(20, 124) + 12} y={169} className={styles.drawText}>
        {host.vmSwitch ? 'VM switch' : 'no VM switch'}
      </text>
      {host.vmSwitch && (
        <text x={x(20, 124) + 12} y={186} className={styles.drawSoft}>
          {host.vmSwitch.name}
          {host.vmSwitch.iovEnabled ? ', for SR-IOV' : ''}
        </text>
      )}

      {host.nic && (
        <>
          <rect className={styles.drawBox} x={x(196, 88)} y={42} width={88} height={152} rx={8} />
          <text x={x(196, 88) + 12} y={62} className={styles.drawTitle}>
            {shortModel(host.nic.model)}
          </text>
          <text x={x(196, 88) + 12} y={81} className={styles.drawSoft}>
            {host.nic.vfsTotal > 0 ? `${host.nic.vfsInUse} of ${host.nic.vfsTotal} VFs` : 'VFs: none'}
          </text>
        </>
      )}

      {/* VM to adapter, by the virtual function. */}
      {way === 'vf' && (
        <>
          <path className={styles.wireVf} d={`M${x(144)} 72H${x(196)}`} />
          {moving && <path className={styles.frames} d={`M${x(144)} 72H${x(196)}`} />}
          <text x={(x(144) + x(196)) / 2} y={62} textAnchor="middle" className={styles.drawVfText}>
            VF
          </text>
        </>
      )}
      {/* VM to switch to adapter, by VMBus. */}
      {adapter && way && (
        <>
          <path
            className={clsx(
              way === 'synthetic' ? styles.wireBusData : styles.wireBus,
              way === 'synthetic' && moving && styles.flow,
            )}
            d={`M${x(82)} 112V152`}
          />
          <text
            x={left ? x(82) + 10 : x(82) - 10}
            y={137}
            textAnchor={left ? 'start' : 'end'}
            className={styles.drawBusText}
          >
            {way === 'synthetic' ? 'VMBus: data' : 'VMBus: control'}
          </text>
        </>
      )}
      {host.vmSwitch && host.nic && (
        <path
          className={clsx(
            way === 'synthetic' ? styles.wireBusData : styles.wireIdle,
            way === 'synthetic' && moving && styles.flow,
          )}
          d={`M${x(144)} 174H${x(196)}`}
        />
      )}
    </g>
  );
}

function Rack({ path, hosts }: { path: DataPathSnapshot; hosts: HostView[] }): ReactNode {
  const client = path.traffic.find((flow) => flow.running);
  const middle = width / 2;
  return (
    <g>
      {hosts.map((host, index) => {
        const adapter = path.adapters.find((item) => item.host === host.id);
        const way = carries(adapter);
        const from = index === 0 ? 4 + 280 : width - 284;
        const to = index === 0 ? middle - 30 : middle + 30;
        const data = flows(adapter) ? way : undefined;
        const line = `M${from} 108H${to}`;
        return (
          <g key={host.id}>
            <path
              className={clsx(
                data === 'vf' ? styles.wireVf : data === 'synthetic' ? styles.wireBusData : styles.wireIdle,
                data === 'synthetic' && styles.flow,
              )}
              d={line}
            />
            {data === 'vf' && <path className={styles.frames} d={line} />}
          </g>
        );
      })}
      {path.migration?.running && (
        <>
          <path
            className={clsx(styles.wireMove, styles.flow)}
            d={`M${path.migration.from === hosts[0]?.id ? 296 : 424} 30H${path.migration.from === hosts[0]?.id ? 424 : 296}`}
          />
          <text x={middle} y={22} textAnchor="middle" className={styles.drawSoft}>
            {path.migration.percent.toFixed(0)} %
          </text>
        </>
      )}
      <rect className={styles.drawBox} x={middle - 30} y={80} width={60} height={56} rx={8} />
      <text x={middle} y={104} textAnchor="middle" className={styles.drawText}>
        top of
      </text>
      <text x={middle} y={121} textAnchor="middle" className={styles.drawText}>
        rack
      </text>
      <path className={client ? styles.wirePlain : styles.wireIdle} d={`M${middle} 136V156`} />
      <rect className={styles.drawBox} x={middle - 34} y={156} width={68} height={38} rx={8} />
      <text x={middle} y={180} textAnchor="middle" className={styles.drawText}>
        CLIENT
      </text>
    </g>
  );
}
