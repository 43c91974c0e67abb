/** The native programs of a Windows machine. */
import type { NativeProgram } from '../../language/runtime/command-info';
import { bcdedit, shutdown } from './boot-programs';
import { netsh } from './netsh';
import { ping } from './ping';
import { reg } from './reg-program';
import { net, sc } from './service-programs';
import { hostname, ipconfig, whoami } from './small-programs';
import { systeminfo } from './system-info';

export const nativePrograms: readonly NativeProgram[] = [
  bcdedit,
  hostname,
  ipconfig,
  net,
  netsh,
  ping,
  reg,
  sc,
  shutdown,
  systeminfo,
  whoami,
];
