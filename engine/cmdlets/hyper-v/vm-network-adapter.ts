/** Network adapters of VMs and of the management operating system. */
import type { VMNetworkAdapterRecord, VMRecord } from '../../estate/records';
import { wildcardMatches } from '../../hyper-v/naming';
import {
  type AdapterChange,
  changeAdapter,
  connectAdapter,
  disconnectAdapter,
  findAdapters,
  managementAdapters,
  removeAdapter,
} from '../../hyper-v/network-adapters';
import { addManagementAdapter, findSwitches, removeManagementAdapter } from '../../hyper-v/switches';
import { adaptersOf, addAdapter, vmsOf } from '../../hyper-v/virtual-machines';
import type { Bound, CommandContext } from '../../language/command';
import type { Program } from '../../language/host';
import type { Implementations } from '../../language/runtime/command-registry';
import type { Value } from '../../language/values';
import { adapterObject, adapterOfObject, vlanObject } from './objects';
import { attempt, estate, hostsFor, listOf, textsOf } from './service';
import { chosenVMs, vmNames } from './vm';
import { enumName, numberOf, switchNames } from './vm-switch';

/** Names of adapters for Tab: those of the VM on the command line, or all. */
function adapterNames(ctx: CommandContext, bound: ReadonlyMap<string, Value>): string[] {
  const { management } = ctx.service(estate);
  const [host] = hostsFor(ctx, null);
  if (!host) return [];
  const wanted = bound.get('VMName');
  const vms = vmsOf(management, host).filter(
    (vm) => wanted === undefined || textsOf(ctx, wanted).some((name) => wildcardMatches(name, vm.name)),
  );
  return [...new Set(vms.flatMap((vm) => adaptersOf(management, vm).map((adapter) => adapter.name)))];
}

/** The adapters that the parameters mean: by object, by VM and name, or of the management OS. */
function chosenAdapters(
  ctx: CommandContext,
  p: Bound,
  nameParameter: 'Name' | 'VMNetworkAdapterName' = 'Name',
): VMNetworkAdapterRecord[] {
  const { management } = ctx.service(estate);
  if (ctx.isBound('VMNetworkAdapter'))
    return listOf(p.VMNetworkAdapter).flatMap((value) => adapterOfObject(value) ?? []);
  const names = ctx.isBound(nameParameter) ? textsOf(ctx, p[nameParameter]) : ['*'];
  if (p.ManagementOS === true) {
    return hostsFor(ctx, p.ComputerName).flatMap((host) =>
      names.flatMap((name) => attempt(ctx, () => managementAdapters(management, host, name)) ?? []),
    );
  }
  if (p.All === true) {
    return hostsFor(ctx, p.ComputerName)
      .flatMap((host) => [
        ...managementAdapters(management, host),
        ...vmsOf(management, host).flatMap((vm) => adaptersOf(management, vm)),
      ])
      .filter((adapter) => names.some((name) => wildcardMatches(name, adapter.name)));
  }
  return chosenVMs(ctx, p, 'VMName').flatMap((vm) =>
    names.flatMap((name) => attempt(ctx, () => findAdapters(management, vm, name)) ?? []),
  );
}

function ownerName(ctx: CommandContext, adapter: VMNetworkAdapterRecord): string {
  return adapter.owner.kind === 'vm' ? ctx.service(estate).management.world.vms[adapter.owner.vm].name : adapter.name;
}

/** 12 hex digits out of any usual way to write a MAC address. */
function macOf(ctx: CommandContext, value: Value): string {
  const digits = ctx.text(value).replace(/[-:.]/g, '').toUpperCase();
  if (!/^[0-9A-F]{12}$/.test(digits)) {
    ctx.throwTerminating({
      message: `'${ctx.text(value)}' is not a valid MAC address. Specify 12 hexadecimal digits.`,
      id: 'InvalidParameter',
      category: 'InvalidArgument',
      target: value,
      errorClass: `Microsoft.HyperV.PowerShell.Commands.${ctx.command.name.replace('-', '')}`,
    });
  }
  return digits;
}

/** Parameters of Set-VMNetworkAdapter and the records they change. */
function changeOf(ctx: CommandContext, p: Bound): AdapterChange {
  const change: AdapterChange = {};
  const number = (parameter: string, apply: (value: number) => void): void => {
    if (ctx.isBound(parameter)) apply(numberOf(p[parameter]));
  };
  const onOff = (parameter: string, apply: (value: 'On' | 'Off') => void): void => {
    if (ctx.isBound(parameter)) apply(enumName(p[parameter]) as 'On' | 'Off');
  };
  number('IovWeight', (value) => {
    change.iovWeight = value;
  });
  number('IovQueuePairsRequested', (value) => {
    change.iovQueuePairsRequested = value;
  });
  if (ctx.isBound('IovInterruptModeration')) {
    change.iovInterruptModeration = enumName(
      p.IovInterruptModeration,
    ) as VMNetworkAdapterRecord['iovInterruptModeration'];
  }
  number('VmqWeight', (value) => {
    change.vmqWeight = value;
  });
  number('IPsecOffloadMaximumSecurityAssociation', (value) => {
    change.ipsecOffloadMaxSA = value;
  });
  number('MaximumBandwidth', (value) => {
    change.maximumBandwidth = value;
  });
  number('MinimumBandwidthAbsolute', (value) => {
    change.minimumBandwidthAbsolute = value;
  });
  number('MinimumBandwidthWeight', (value) => {
    change.minimumBandwidthWeight = value;
  });
  number('VirtualSubnetId', (value) => {
    change.virtualSubnetId = value;
  });
  number('StormLimit', (value) => {
    change.stormLimit = value;
  });
  number('DynamicIPAddressLimit', (value) => {
    change.dynamicIPAddressLimit = value;
  });
  number('VmmqQueuePairs', (value) => {
    change.vrssMaxQueuePairsRequested = value;
  });
  onOff('MacAddressSpoofing', (value) => {
    change.macAddressSpoofing = value;
  });
  onOff('DhcpGuard', (value) => {
    change.dhcpGuard = value;
  });
  onOff('RouterGuard', (value) => {
    change.routerGuard = value;
  });
  onOff('IeeePriorityTag', (value) => {
    change.ieeePriorityTag = value;
  });
  onOff('AllowTeaming', (value) => {
    change.allowTeaming = value;
  });
  onOff('DeviceNaming', (value) => {
    change.deviceNaming = value;
  });
  onOff('FixSpeed10G', (value) => {
    change.fixSpeed10G = value;
  });
  if (ctx.isBound('PortMirroring')) {
    change.portMirroringMode = enumName(p.PortMirroring) as VMNetworkAdapterRecord['portMirroringMode'];
  }
  if (ctx.isBound('VrssEnabled')) change.vrssEnabledRequested = p.VrssEnabled === true;
  if (ctx.isBound('VmmqEnabled')) change.vmmqEnabledRequested = p.VmmqEnabled === true;
  if (ctx.isBound('NotMonitoredInCluster')) change.clusterMonitored = p.NotMonitoredInCluster !== true;
  if (ctx.isBound('TestReplicaSwitchName')) change.testReplicaSwitchName = ctx.text(p.TestReplicaSwitchName);
  if (ctx.isBound('ResourcePoolName')) change.resourcePoolName = ctx.text(p.ResourcePoolName);
  if (ctx.isBound('StaticMacAddress')) {
    change.macAddress = macOf(ctx, p.StaticMacAddress);
    change.dynamicMacAddressEnabled = false;
  }
  if (p.DynamicMacAddress === true) change.dynamicMacAddressEnabled = true;
  return change;
}

export const vmNetworkAdapterCmdlets: Implementations = {
  'Get-VMNetworkAdapter': {
    help: {
      synopsis:
        'Gets the virtual network adapters of a virtual machine, snapshot, management operating system, or of a virtual machine and management operating system.',
      examples: [{ code: 'Get-VMNetworkAdapter -VMName VM01 | Format-List *iov*, VFDataPathActive, Status' }],
    },
    notSimulated: ['VMSnapshot'],
    complete: {
      VMName: (ctx) => vmNames(ctx),
      Name: (ctx, _word, bound) => adapterNames(ctx, bound),
      SwitchName: (ctx) => switchNames(ctx),
    },
    process(ctx, p) {
      const { management } = ctx.service(estate);
      for (const adapter of chosenAdapters(ctx, p)) {
        if (ctx.isBound('IsLegacy') && adapter.isLegacy !== (p.IsLegacy === true)) continue;
        if (ctx.isBound('SwitchName') && adapter.switchName.toLowerCase() !== ctx.text(p.SwitchName).toLowerCase())
          continue;
        ctx.write(adapterObject(management, adapter));
      }
    },
  },

  'Add-VMNetworkAdapter': {
    help: { synopsis: 'Adds a virtual network adapter to a virtual machine.' },
    notSimulated: ['ResourcePoolName'],
    complete: { VMName: (ctx) => vmNames(ctx), SwitchName: (ctx) => switchNames(ctx) },
    *process(ctx, p): Program<void> {
      const { management } = ctx.service(estate);
      if (p.ManagementOS === true) {
        for (const host of hostsFor(ctx, p.ComputerName)) {
          const record = attempt(ctx, () =>
            ctx.isBound('SwitchName')
              ? findSwitches(management, host, ctx.text(p.SwitchName))[0]
              : Object.values(management.world.switches).find((entry) => entry.host === host.id),
          );
          if (!record) continue;
          const name = ctx.isBound('Name') ? ctx.text(p.Name) : record.name;
          if (!(yield* ctx.shouldProcess(name, 'Add-VMNetworkAdapter'))) continue;
          const adapter = attempt(ctx, () => addManagementAdapter(management, host, record, name));
          if (adapter && p.Passthru === true) ctx.write(adapterObject(management, adapter));
        }
        return;
      }
      for (const vm of chosenVMs(ctx, p, 'VMName')) {
        if (!(yield* ctx.shouldProcess(vm.name, 'Add-VMNetworkAdapter'))) continue;
        const adapter = attempt(ctx, () =>
          addAdapter(management, vm, {
            name: ctx.isBound('Name') ? ctx.text(p.Name) : 'Network Adapter',
            switch: ctx.isBound('SwitchName')
              ? findSwitches(management, management.world.hosts[vm.host], ctx.text(p.SwitchName))[0]
              : null,
            macAddress: ctx.isBound('StaticMacAddress') ? macOf(ctx, p.StaticMacAddress) : null,
            isLegacy: p.IsLegacy === true,
            deviceNaming: ctx.isBound('DeviceNaming') ? (enumName(p.DeviceNaming) as 'On' | 'Off') : 'Off',
          }),
        );
        if (adapter && p.Passthru === true) ctx.write(adapterObject(management, adapter));
      }
    },
  },

  'Set-VMNetworkAdapter': {
    help: {
      synopsis:
        'Configures features of the virtual network adapter in a virtual machine or the management operating system.',
      description:
        '-IovWeight 0 takes SR-IOV away from the adapter; any value from 1 to 100 asks for a virtual function.',
      examples: [{ code: 'Set-VMNetworkAdapter -VMName VM01 -IovWeight 100' }],
    },
    notSimulated: [
      'MandatoryFeatureId',
      'TestReplicaPoolName',
      'PacketDirectNumProcs',
      'PacketDirectModerationCount',
      'PacketDirectModerationInterval',
    ],
    complete: { VMName: (ctx) => vmNames(ctx), Name: (ctx, _word, bound) => adapterNames(ctx, bound) },
    *process(ctx, p): Program<void> {
      const { management } = ctx.service(estate);
      const change = changeOf(ctx, p);
      for (const adapter of chosenAdapters(ctx, p)) {
        if (!(yield* ctx.shouldProcess(ownerName(ctx, adapter), 'Set-VMNetworkAdapter'))) continue;
        attempt(ctx, () => {
          changeAdapter(management, adapter, change);
          if (p.Passthru === true) ctx.write(adapterObject(management, adapter));
        });
      }
    },
  },

  'Connect-VMNetworkAdapter': {
    help: { synopsis: 'Connects a virtual network adapter to a virtual switch.' },
    notSimulated: ['UseAutomaticConnection'],
    complete: {
      VMName: (ctx) => vmNames(ctx),
      Name: (ctx, _word, bound) => adapterNames(ctx, bound),
      SwitchName: (ctx) => switchNames(ctx),
    },
    *process(ctx, p): Program<void> {
      const { management } = ctx.service(estate);
      for (const adapter of chosenAdapters(ctx, p)) {
        const host = adapter.owner.kind === 'vm' ? management.world.vms[adapter.owner.vm].host : adapter.owner.host;
        if (!(yield* ctx.shouldProcess(ownerName(ctx, adapter), 'Connect-VMNetworkAdapter'))) continue;
        attempt(ctx, () => {
          const [record] = findSwitches(management, management.world.hosts[host], ctx.text(p.SwitchName));
          if (record) connectAdapter(management, adapter, record);
          if (p.Passthru === true) ctx.write(adapterObject(management, adapter));
        });
      }
    },
  },

  'Disconnect-VMNetworkAdapter': {
    help: { synopsis: 'Disconnects a virtual network adapter from a virtual switch or Ethernet resource pool.' },
    complete: { VMName: (ctx) => vmNames(ctx), Name: (ctx, _word, bound) => adapterNames(ctx, bound) },
    *process(ctx, p): Program<void> {
      const { management } = ctx.service(estate);
      for (const adapter of chosenAdapters(ctx, p)) {
        if (!(yield* ctx.shouldProcess(ownerName(ctx, adapter), 'Disconnect-VMNetworkAdapter'))) continue;
        attempt(ctx, () => {
          disconnectAdapter(management, adapter);
          if (p.Passthru === true) ctx.write(adapterObject(management, adapter));
        });
      }
    },
  },

  'Remove-VMNetworkAdapter': {
    help: { synopsis: 'Removes one or more virtual network adapters from a virtual machine.' },
    complete: {
      VMName: (ctx) => vmNames(ctx),
      Name: (ctx, _word, bound) => adapterNames(ctx, bound),
      SwitchName: (ctx) => switchNames(ctx),
    },
    *process(ctx, p): Program<void> {
      const { management } = ctx.service(estate);
      // VMNetworkAdapterName is the documented name of -Name here.
      const nameParameter = ctx.isBound('VMNetworkAdapterName') ? 'VMNetworkAdapterName' : 'Name';
      for (const adapter of chosenAdapters(ctx, p, nameParameter)) {
        if (ctx.isBound('SwitchName') && adapter.switchName.toLowerCase() !== ctx.text(p.SwitchName).toLowerCase())
          continue;
        if (!(yield* ctx.shouldProcess(ownerName(ctx, adapter), 'Remove-VMNetworkAdapter'))) continue;
        attempt(ctx, () => {
          if (adapter.owner.kind === 'vm')
            removeAdapter(management, management.world.vms[adapter.owner.vm] as VMRecord, adapter);
          else removeManagementAdapter(management, adapter);
          if (p.Passthru === true) ctx.write(adapterObject(management, adapter));
        });
      }
    },
  },

  'Rename-VMNetworkAdapter': {
    help: { synopsis: 'Renames a virtual network adapter on a virtual machine or on the management operating system.' },
    complete: { VMName: (ctx) => vmNames(ctx), Name: (ctx, _word, bound) => adapterNames(ctx, bound) },
    *process(ctx, p): Program<void> {
      const { management } = ctx.service(estate);
      for (const adapter of chosenAdapters(ctx, p)) {
        if (!(yield* ctx.shouldProcess(ownerName(ctx, adapter), 'Rename-VMNetworkAdapter'))) continue;
        adapter.name = ctx.text(p.NewName);
        if (p.Passthru === true) ctx.write(adapterObject(management, adapter));
      }
    },
  },

  'Get-VMNetworkAdapterVlan': {
    help: { synopsis: 'Gets the virtual LAN settings configured on a virtual network adapter.' },
    notSimulated: ['VMSnapshot'],
    complete: { VMName: (ctx) => vmNames(ctx) },
    process(ctx, p) {
      const { management } = ctx.service(estate);
      const adapters =
        ctx.isBound('VMName') || ctx.isBound('VM') || ctx.isBound('VMNetworkAdapter') || p.ManagementOS === true
          ? chosenAdapters(ctx, p, 'VMNetworkAdapterName')
          : hostsFor(ctx, p.ComputerName).flatMap((host) => [
              ...managementAdapters(management, host),
              ...vmsOf(management, host).flatMap((vm) => adaptersOf(management, vm)),
            ]);
      for (const adapter of adapters) ctx.write(vlanObject(management, adapter));
    },
  },

  'Set-VMNetworkAdapterVlan': {
    help: { synopsis: 'Configures the virtual LAN settings for the traffic through a virtual network adapter.' },
    notSimulated: ['Isolated', 'Community', 'Promiscuous', 'PrimaryVlanId', 'SecondaryVlanId', 'SecondaryVlanIdList'],
    complete: { VMName: (ctx) => vmNames(ctx) },
    *process(ctx, p): Program<void> {
      const { management } = ctx.service(estate);
      for (const adapter of chosenAdapters(ctx, p, 'VMNetworkAdapterName')) {
        if (!(yield* ctx.shouldProcess(ownerName(ctx, adapter), 'Set-VMNetworkAdapterVlan'))) continue;
        const { vlan } = adapter;
        if (p.Untagged === true) {
          vlan.operationMode = 'Untagged';
          vlan.accessVlanId = 0;
        } else if (p.Access === true) {
          vlan.operationMode = 'Access';
          vlan.accessVlanId = numberOf(p.VlanId);
        } else if (p.Trunk === true) {
          vlan.operationMode = 'Trunk';
          vlan.nativeVlanId = ctx.isBound('NativeVlanId') ? numberOf(p.NativeVlanId) : 0;
          vlan.allowedVlanIdList = vlanList(ctx.text(p.AllowedVlanIdList));
        }
        management.plane.recordsChanged();
        if (p.Passthru === true) ctx.write(vlanObject(management, adapter));
      }
    },
  },
};

/** `1-3,7` as numbers. */
function vlanList(text: string): number[] {
  return text.split(',').flatMap((part) => {
    const [first, last] = part.split('-').map(Number);
    return Array.from({ length: (last ?? first) - first + 1 }, (_, index) => first + index);
  });
}
