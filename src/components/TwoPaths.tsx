/** The picture that the chapter is about: one adapter, two ways to the wire. */
import type { ReactNode } from 'react';
import { Figure } from './Words';

const text = { fontFamily: 'var(--sans)', fontSize: 14, fill: 'var(--ink)' } as const;
const soft = { ...text, fill: 'var(--soft)', fontSize: 13 } as const;

function Box({
  x,
  y,
  w,
  h,
  title,
  words,
}: {
  x: number;
  y: number;
  w: number;
  h: number;
  title: string;
  words?: string;
}): ReactNode {
  return (
    <g>
      <rect
        x={x}
        y={y}
        width={w}
        height={h}
        rx={9}
        fill="var(--raised)"
        stroke="var(--line-strong)"
        strokeWidth={1.3}
      />
      <text x={x + 14} y={y + (words ? 24 : h / 2 + 5)} style={text} fontWeight={620}>
        {title}
      </text>
      {words && (
        <text x={x + 14} y={y + 44} style={soft}>
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
        viewBox="0 0 640 330"
        role="img"
        aria-label="Two paths from a virtual machine to the wire: one through the virtual function to the adapter's NIC switch, one through VMBus, NetVSP and the virtual switch of the host."
      >
        <rect x={6} y={8} width={226} height={226} rx={14} fill="none" stroke="var(--line-strong)" />
        <text x={22} y={32} style={text} fontWeight={640}>
          Virtual machine
        </text>
        <rect x={262} y={118} width={200} height={204} rx={14} fill="none" stroke="var(--line-strong)" />
        <text x={278} y={310} style={text} fontWeight={640}>
          Host
        </text>
        <rect x={492} y={8} width={142} height={314} rx={14} fill="none" stroke="var(--line-strong)" />
        <text x={508} y={32} style={text} fontWeight={640}>
          Network adapter
        </text>

        <Box x={24} y={52} w={92} h={160} title="NetVSC" words="one adapter" />
        <Box x={136} y={52} w={80} h={58} title="VF driver" />
        <Box x={278} y={136} w={168} h={58} title="NetVSP" words="end of VMBus" />
        <Box x={278} y={222} w={168} h={58} title="Virtual switch" words="Hyper-V's, in software" />
        <Box x={508} y={52} w={110} h={58} title="VF" words="its own VPort" />
        <Box x={508} y={136} w={110} h={58} title="NIC switch" words="by MAC, VLAN" />
        <Box x={508} y={222} w={110} h={58} title="PF" words="default VPort" />

        <path d="M116 81H136M216 81H508" fill="none" stroke="var(--vf)" strokeWidth={5} strokeLinecap="round" />
        <path d="M563 110V136" fill="none" stroke="var(--vf)" strokeWidth={5} strokeLinecap="round" />
        <text x={300} y={70} style={text} fontWeight={640}>
          <tspan fill="var(--vf)">virtual function: data</tspan>
        </text>
        <path
          d="M116 165H278M362 194V222M446 251H508M563 222V194"
          fill="none"
          stroke="var(--vmbus)"
          strokeWidth={4}
          strokeDasharray="0.1 8"
          strokeLinecap="round"
        />
        <text x={22} y={262} style={text} fontWeight={640}>
          <tspan fill="var(--vmbus)">VMBus: control,</tspan>
          <tspan x={22} dy={19} fill="var(--vmbus)">
            and data when there is no VF
          </tspan>
        </text>

        <path d="M618 165H626V302H634" fill="none" stroke="var(--ink)" strokeWidth={3} strokeLinecap="round" />
        <text x={508} y={306} style={soft}>
          to the wire
        </text>
      </svg>
    </Figure>
  );
}
