/**
 * Where a remote command goes: the machine that a name stands for, whether it can be reached from here, and whether the
 * account may sign in there. Texts of WinRM are `assumed` from the real Windows (K); those of PowerShell Direct are
 * `seen: RemotingErrorIdStrings`.
 */
import type { MachineRecord, VMRecord, World } from '../estate/records';
import { all, find } from '../estate/tables';
import { PSCredential, splitUserName } from '../language/net/credential-behaviour';
import { baseOf, type Value } from '../language/values';

/** Who runs the command and with what right. */
export interface RemoteCaller {
  world: World;
  machine: MachineRecord;
  /** `CONTOSO\Administrator`. */
  userName: string;
  /** The caller is itself a remote session that got no credential of its own: it cannot go further (second hop). */
  remote: boolean;
}

/** A machine that can be reached. */
export interface ReachedTarget {
  kind: 'RemoteMachine' | 'VirtualMachine';
  machine: MachineRecord;
  /** Name as the session shows it: the text given, or the name of the VM. */
  name: string;
  userName: string;
  vm: VMRecord | undefined;
}

/** Why a target cannot be used. */
export interface TargetProblem {
  /** `connection`: opening failed. `argument`: the cmdlet refuses the argument. */
  stage: 'connection' | 'argument';
  target: string;
  message: string;
  id: string;
  exceptionType: string;
}

const TRANSPORT = 'System.Management.Automation.Remoting.PSRemotingTransportException';
const DIRECT = 'System.Management.Automation.Remoting.PSDirectException';
const MORE = ' For more information, see the about_Remote_Troubleshooting Help topic.';

function transport(target: string, id: string, text: string): TargetProblem {
  return {
    stage: 'connection',
    target,
    message: `Connecting to remote server ${target} failed with the following error message : ${text}${MORE}`,
    id,
    exceptionType: TRANSPORT,
  };
}

/** The machine that answers to a name on the network. */
export function machineByName(world: World, caller: MachineRecord, name: string): MachineRecord | undefined {
  const wanted = name.toLowerCase();
  if (isLocalName(name)) return caller;
  return find(world.machines, (machine) => {
    const own = machine.computerName.toLowerCase();
    if (own === wanted) return true;
    return machine.domain !== null && `${own}.${world.domains[machine.domain].dnsName.toLowerCase()}` === wanted;
  });
}

function isLocalName(name: string): boolean {
  return name === '.' || name === '127.0.0.1' || name === '::1' || name.toLowerCase() === 'localhost';
}

/** The account that name and password belong to, as `DOMAIN\name`; undefined where they are wrong. */
export function signIn(world: World, machine: MachineRecord, credential: PSCredential): string | undefined {
  const { userName, password } = credential;
  const { user, domain } = splitUserName(userName);
  const name = user.toLowerCase();
  const realm = domain.toLowerCase();
  const computer = machine.computerName;
  if (!name.includes('@') && (realm === '' || realm === '.' || realm === computer.toLowerCase())) {
    const local = machine.localUsers.find((one) => one.name.toLowerCase() === name);
    if (local?.enabled && local.password === password.text && local.password !== '')
      return `${computer}\\${local.name}`;
  }
  if (machine.domain === null) return undefined;
  const home = world.domains[machine.domain];
  const at = name.indexOf('@');
  const account = at >= 0 ? name.slice(0, at) : name;
  const asked = at >= 0 ? name.slice(at + 1) : realm;
  if (asked !== '' && asked !== home.netBiosName.toLowerCase() && asked !== home.dnsName.toLowerCase())
    return undefined;
  const found = home.users.find((one) => one.samAccountName.toLowerCase() === account);
  if (!found?.enabled || found.password !== password.text) return undefined;
  return `${home.netBiosName}\\${found.samAccountName}`;
}

function credentialFrom(value: Value | undefined): PSCredential | undefined {
  const base = baseOf(value ?? null);
  return base instanceof PSCredential ? base : undefined;
}

const SECOND_HOP = `WinRM cannot process the request. The following error with errorcode 0x8009030e occurred while using Kerberos authentication: A specified logon session does not exist. It may already have been terminated.
 Possible causes are:
  -The user name or password specified are invalid.
  -Kerberos is used when no authentication method and no user name are specified.
  -Kerberos accepts domain user names, but not local user names.
  -The Service Principal Name (SPN) for the remote computer name and port does not exist.
  -The client and remote computers are in different domains and there is no trust between the two domains.
 After checking for the above issues, try the following:
  -Check the Event Viewer for events related to authentication.
  -Change the authentication method; add the destination computer to the WinRM TrustedHosts configuration setting or use HTTPS transport.
 Note that computers in the TrustedHosts list might not be authenticated.
   -For more information about WinRM configuration, run the following command: winrm help config.`;

const NOT_TRUSTED =
  'The WinRM client cannot process the request. If the authentication scheme is different from Kerberos, or if the client computer is not joined to a domain, then HTTPS transport must be used or the destination machine must be added to the TrustedHosts configuration setting. Use winrm.cmd to configure TrustedHosts. Note that computers in the TrustedHosts list might not be authenticated. You can get more information about that by running the following command: winrm help config.';

/** -ComputerName: over WinRM. */
export function reachComputer(
  caller: RemoteCaller,
  name: string,
  given: Value | undefined,
): ReachedTarget | TargetProblem {
  const { world } = caller;
  const credential = credentialFrom(given);
  const machine = machineByName(world, caller.machine, name);
  if (machine === undefined && /^\d{1,3}(\.\d{1,3}){3}$/.test(name)) {
    return transport(
      name,
      'CannotUseIPAddress,PSSessionStateBroken',
      'The WinRM client cannot process the request. Default authentication may be used with an IP address under the following conditions: the transport is HTTPS or the destination is in the TrustedHosts list, and explicit credentials are provided. Use winrm.cmd to configure TrustedHosts. Note that computers in the TrustedHosts list might not be authenticated. For more information on how to set TrustedHosts run the following command: winrm help config.',
    );
  }
  const here = machine === caller.machine;
  if (!here && caller.machine.domain === null)
    return transport(name, 'ServerNotTrusted,PSSessionStateBroken', NOT_TRUSTED);
  // Kerberos knows the computers of the domain only.
  if (machine === undefined || (!here && machine.domain === null)) {
    if (machine !== undefined && credential !== undefined)
      return transport(name, 'ServerNotTrusted,PSSessionStateBroken', NOT_TRUSTED);
    return transport(
      name,
      'NetworkPathNotFound,PSSessionStateBroken',
      `WinRM cannot process the request. The following error occurred while using Kerberos authentication: Cannot find the computer ${name}. Verify that the computer exists on the network and that the name provided is spelled correctly.`,
    );
  }
  if (machine.power !== 'On') {
    return transport(
      name,
      'WinRMOperationTimeout,PSSessionStateBroken',
      'WinRM cannot complete the operation. Verify that the specified computer name is valid, that the computer is accessible over the network, and that a firewall exception for the WinRM service is enabled and allows access from this computer. By default, the WinRM firewall exception for public profiles limits access to remote computers within the same local subnet.',
    );
  }
  const service = machine.services.winrm ?? machine.services.WinRM;
  if (service !== undefined && service.status !== 'Running') {
    return transport(
      name,
      'CannotConnect,PSSessionStateBroken',
      'The client cannot connect to the destination specified in the request. Verify that the service on the destination is running and is accepting requests. Consult the logs and documentation for the WS-Management service running on the destination, most commonly IIS or WinRM. If the destination is the WinRM service, run the following command on the destination to analyze and configure the WinRM service: "winrm quickconfig".',
    );
  }
  let { userName } = caller;
  if (credential !== undefined) {
    const account = signIn(world, machine, credential);
    if (account === undefined)
      return transport(name, 'LogonFailure,PSSessionStateBroken', 'The user name or password is incorrect.');
    userName = account;
  } else if (!here && caller.remote) {
    return transport(name, '1312,PSSessionStateBroken', SECOND_HOP);
  } else if (!here && !userName.toLowerCase().startsWith(`${netBiosName(world, machine)}\\`)) {
    return transport(name, 'AccessDenied,PSSessionStateBroken', 'Access is denied.');
  }
  return { kind: 'RemoteMachine', machine, name, userName, vm: undefined };
}

function netBiosName(world: World, machine: MachineRecord): string {
  return machine.domain === null ? '' : world.domains[machine.domain].netBiosName.toLowerCase();
}

/** -VMName and -VMId: PowerShell Direct, over the VMBus of this host. */
export function reachVirtualMachine(
  caller: RemoteCaller,
  name: string,
  by: 'VMName' | 'VMId',
  given: Value | undefined,
): ReachedTarget | TargetProblem {
  const { world } = caller;
  const refuse = (id: string, message: string): TargetProblem => ({
    stage: 'argument',
    target: name,
    message,
    id,
    exceptionType: 'System.ArgumentException',
  });
  const host = find(world.hosts, (one) => one.machine === caller.machine.id);
  if (host === undefined) {
    return refuse(
      'HyperVModuleNotAvailable',
      'The Hyper-V Module for Windows PowerShell is not available on this machine.',
    );
  }
  const wanted = name.toLowerCase().replace(/^\{|\}$/g, '');
  const found = all(world.vms).filter(
    (vm) => vm.host === host.id && !vm.planned && (by === 'VMName' ? vm.name : vm.guid).toLowerCase() === wanted,
  );
  if (found.length !== 1) {
    return by === 'VMName'
      ? refuse('InvalidVMNameNotSingle', `The input VMName ${name} does not resolve to a single virtual machine.`)
      : refuse('InvalidVMIdNotSingle', `The input VMId ${name} does not resolve to a single virtual machine.`);
  }
  const [vm] = found;
  if (vm.state !== 'Running')
    return refuse('InvalidVMState', `The virtual machine ${vm.name} is not in running state.`);
  const direct = (message: string): TargetProblem => ({
    stage: 'connection',
    target: vm.name,
    message,
    id: 'PSSessionStateBroken',
    exceptionType: DIRECT,
  });
  const machine = vm.guest.machine === null ? undefined : world.machines[vm.guest.machine];
  // The guest has not started the service that takes the connection, or has none. assumed
  if (machine === undefined || machine.power !== 'On')
    return direct('An error has occurred which Windows PowerShell cannot handle. A remote session might have ended.');
  const credential = credentialFrom(given);
  const userName = credential && signIn(world, machine, credential);
  if (userName === undefined) return direct('The credential is invalid.');
  return { kind: 'VirtualMachine', machine, name: vm.name, userName, vm };
}

/** Tells a problem from a target. */
export function isProblem(value: ReachedTarget | TargetProblem): value is TargetProblem {
  return 'stage' in value;
}
