/** The picture that the chapter is about: one adapter, two ways to the wire. */
import type { ReactNode } from 'react';
import styles from './components.module.css';
import { Figure } from './Words';

interface BoxProps {
  x: number;
  y: number;
  w: number;
  h: number;
  title: string;
  words?: string;
}

function Box({ x, y, w, h, title, words }: BoxProps): ReactNode {
  return (
    <g>
      <rect x={x} y={y} width={w} height={h} rx={9} className={styles.drawBox} />
      <text x={x + 14} y={y + (words ? 24 : h / 2 + 5)} className={styles.drawTitle}>
        {title}
      </text>
      {words && (
        <text x={x + 14} y={y + 44} className={styles.drawSoft}>
          {words}
        </text>
      )}
    </g>
  );
}

export function TwoPaths(): ReactNode {
  return (
    <Figure
      caption={
        <>
          One network adapter of a virtual machine, two ways to the wire. The solid path runs through the virtual
          function straight to the card. The dotted path runs over VMBus to the host and through its virtual switch.
          NetVSC, in the guest, chooses between them and shows the guest one adapter.
        </>
      }
    >
      <svg
        className={styles.drawing}
        viewBox="0 0 720 330"
        role="img"
        aria-label="Two paths from a virtual machine to the wire: one through the virtual function to the adapter's NIC switch, one through VMBus, NetVSP and the virtual switch of the host to the physical function and the same NIC switch."
      >
        <rect x={6} y={8} width={254} height={226} rx={14} className={styles.drawFrame} />
        <text x={22} y={33} className={styles.drawTitle}>
          Virtual machine
        </text>
        <rect x={296} y={118} width={196} height={204} rx={14} className={styles.drawFrame} />
        <text x={312} y={308} className={styles.drawTitle}>
          Host
        </text>
        <rect x={526} y={8} width={156} height={314} rx={14} className={styles.drawFrame} />
        <text x={542} y={33} className={styles.drawTitle}>
          Network adapter
        </text>

        <path d="M130 81H150M244 81H542M604 110V136" className={styles.drawVf} />
        <text x={300} y={70} className={styles.drawVfText}>
          virtual function: data
        </text>
        <path d="M130 165H312M394 194V222M476 251H542M604 222V194" className={styles.drawBus} />
        <text x={22} y={262} className={styles.drawBusText}>
          VMBus: control always,
        </text>
        <text x={22} y={282} className={styles.drawBusText}>
          data when there is no VF
        </text>
        <path d="M666 165H712" className={styles.drawWire} />
        <text x={688} y={152} className={styles.drawSoft}>
          wire
        </text>

        <Box x={22} y={52} w={108} h={160} title="NetVSC" words="one adapter" />
        <Box x={150} y={52} w={94} h={58} title="VF driver" />
        <Box x={312} y={136} w={164} h={58} title="NetVSP" words="host's end of VMBus" />
        <Box x={312} y={222} w={164} h={58} title="Virtual switch" words="Hyper-V, in software" />
        <Box x={542} y={52} w={124} h={58} title="VF" words="its own VPort" />
        <Box x={542} y={136} w={124} h={58} title="NIC switch" words="by MAC and VLAN" />
        <Box x={542} y={222} w={124} h={58} title="PF" words="default VPort" />
      </svg>
    </Figure>
  );
}
