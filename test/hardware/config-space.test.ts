import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  ACS,
  type BridgeHeader,
  type Capability,
  type ConfigSpace,
  configRecord,
  type EndpointHeader,
  type ExtendedCapability,
  PORT_TYPE,
  parseConfigSpace,
  readConfig,
  writeConfigSpace,
} from '../../engine/hardware/config-space';

const byte = fc.integer({ min: 0, max: 0xff });
const word = fc.integer({ min: 0, max: 0xffff });
const dword = fc.integer({ min: 0, max: 0xffffffff });

const common = {
  vendorId: word,
  deviceId: word,
  command: word,
  status: word.map((value) => value & ~0x10),
  revision: byte,
  classCode: fc.integer({ min: 0, max: 0xffffff }),
  cacheLineSize: byte,
  multiFunction: fc.boolean(),
  interruptLine: byte,
  interruptPin: byte,
};

const endpoint: fc.Arbitrary<EndpointHeader> = fc.record({
  ...common,
  type: fc.constant('endpoint' as const),
  bars: fc.array(dword, { minLength: 6, maxLength: 6 }),
  subsystemVendor: word,
  subsystemDevice: word,
  expansionRom: dword,
});

const bridge: fc.Arbitrary<BridgeHeader> = fc.record({
  ...common,
  type: fc.constant('bridge' as const),
  primaryBus: byte,
  secondaryBus: byte,
  subordinateBus: byte,
  memoryBase: fc.integer({ min: 0, max: 0xfff }).map((mb) => mb * 0x100000),
  memoryLimit: fc.integer({ min: 0, max: 0xfff }).map((mb) => mb * 0x100000 + 0xfffff),
  prefetchableBase: fc.bigInt({ min: 0n, max: 0xfffffffffffn }).map((mb) => mb << 20n),
  prefetchableLimit: fc.bigInt({ min: 0n, max: 0xfffffffffffn }).map((mb) => (mb << 20n) | 0xfffffn),
  bridgeControl: word,
});

const capabilities: fc.Arbitrary<Capability[]> = fc
  .record({
    powerManagement: fc.option(fc.record({ capabilities: word, control: word }), { nil: undefined }),
    msi: fc.option(fc.record({ control: word, address: dword, upperAddress: dword, data: word }), { nil: undefined }),
    msiX: fc.option(fc.record({ control: word, table: dword, pendingBits: dword }), { nil: undefined }),
    subsystem: fc.option(fc.record({ vendor: word, device: word }), { nil: undefined }),
    pciExpress: fc.record({
      portType: fc.constantFrom(...Object.values(PORT_TYPE)),
      slotImplemented: fc.boolean(),
      deviceCapabilities: dword,
      deviceControl: word,
      deviceStatus: word,
      linkCapabilities: dword,
      linkControl: word,
      linkStatus: word,
      slotCapabilities: dword,
      slotControl: word,
      slotStatus: word,
      rootControl: word,
      deviceCapabilities2: dword,
      deviceControl2: word,
      linkCapabilities2: dword,
      linkControl2: word,
    }),
  })
  .map((some) => {
    const at = { powerManagement: 0x40, msi: 0x50, msiX: 0x70, subsystem: 0x80, pciExpress: 0x90 };
    return (Object.keys(at) as (keyof typeof at)[])
      .filter((id) => some[id] !== undefined)
      .map((id) => ({ id, offset: at[id], ...some[id] }) as Capability);
  });

const payload = fc
  .array(byte, { minLength: 4, maxLength: 16 })
  .map((bytes) => bytes.map((value) => value.toString(16).padStart(2, '0')).join(''));

const extended: fc.Arbitrary<ExtendedCapability[]> = fc
  .array(
    fc.oneof(
      fc.record({
        id: fc.constant('aer' as const),
        uncorrectableMask: dword,
        uncorrectableSeverity: dword,
        correctableMask: dword,
        control: dword,
        rootCommand: dword,
      }),
      fc.record({ id: fc.constant('serialNumber' as const), low: dword, high: dword }),
      fc.record({
        id: fc.constant('vendorSpecific' as const),
        vsecId: word,
        revision: fc.integer({ min: 0, max: 15 }),
        payload,
      }),
      fc.record({ id: fc.constant('acs' as const), capability: word, control: word }),
      fc.record({ id: fc.constant('ats' as const), capability: word, control: word }),
      fc.record({ id: fc.constant('ari' as const), nextFunction: byte, control: word }),
      fc.record({
        id: fc.constant('sriov' as const),
        capabilities: dword,
        control: word,
        status: word,
        initialVFs: word,
        totalVFs: word,
        numVFs: word,
        functionDependencyLink: byte,
        firstVfOffset: word,
        vfStride: word,
        vfDeviceId: word,
        supportedPageSizes: dword,
        systemPageSize: dword,
        vfBars: fc.array(dword, { minLength: 6, maxLength: 6 }),
      }),
    ),
    { maxLength: 8 },
  )
  .map((list) => list.map((each, index) => ({ ...each, offset: 0x100 + index * 0x80 }) as ExtendedCapability));

const space: fc.Arbitrary<ConfigSpace> = fc
  .record({ header: fc.oneof(endpoint, bridge), capabilities, extended })
  .map((some) => {
    const express = some.capabilities.find((each) => each.id === 'pciExpress');
    const isRootPort = express?.portType === PORT_TYPE.rootPort;
    const list = some.extended.map((each) =>
      each.id === 'aer' && !isRootPort ? { ...each, rootCommand: null } : each,
    );
    return { ...some, extended: list };
  });

describe('config space', () => {
  test('what is written is read back', () => {
    fc.assert(
      fc.property(space, (some) => {
        expect(parseConfigSpace(writeConfigSpace(some))).toEqual(some);
      }),
      { numRuns: 500 },
    );
  });

  test('a record reads back too, without its trailing zeros', () => {
    fc.assert(
      fc.property(space, (some) => {
        const record = configRecord(some);
        expect(record.endsWith('00')).toBe(false);
        expect(readConfig(record)).toEqual(some);
      }),
      { numRuns: 100 },
    );
  });

  test('any bytes are read without an end-less loop or an exception', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 4096, maxLength: 4096 }), (bytes) => {
        parseConfigSpace(bytes);
      }),
      { numRuns: 200 },
    );
  });

  test('an extended list that bites its tail ends', () => {
    const bytes = writeConfigSpace({
      header: { ...sampleHeader },
      capabilities: [sampleExpress],
      extended: [
        { id: 'acs', offset: 0x100, capability: ACS.sourceValidation, control: 0 },
        { id: 'ari', offset: 0x180, nextFunction: 0, control: 0 },
      ],
    });
    // Next pointer of the second capability: back to the first.
    bytes[0x183] = 0x10;
    expect(parseConfigSpace(bytes).extended.map((each) => each.id)).toEqual(['acs', 'ari']);
  });

  test('the registers stand where the specification puts them', () => {
    const bytes = writeConfigSpace({
      header: { ...sampleHeader },
      capabilities: [sampleExpress],
      extended: [
        {
          id: 'sriov',
          offset: 0x100,
          capabilities: 0,
          control: 0x19,
          status: 0,
          initialVFs: 64,
          totalVFs: 64,
          numVFs: 63,
          functionDependencyLink: 1,
          firstVfOffset: 128,
          vfStride: 2,
          vfDeviceId: 0x10ed,
          supportedPageSizes: 0x553,
          systemPageSize: 1,
          vfBars: [0xc, 0x38, 0, 0, 0, 0],
        },
      ],
    });
    const view = new DataView(bytes.buffer);
    expect(view.getUint16(0x100, true)).toBe(0x0010);
    expect(view.getUint16(0x108, true)).toBe(0x19);
    expect(view.getUint16(0x10e, true)).toBe(64);
    expect(view.getUint16(0x110, true)).toBe(63);
    expect(view.getUint16(0x114, true)).toBe(128);
    expect(view.getUint16(0x116, true)).toBe(2);
    expect(view.getUint16(0x11a, true)).toBe(0x10ed);
    expect(view.getUint32(0x124, true)).toBe(0xc);
    expect(view.getUint8(0x34)).toBe(0x90);
  });
});

const sampleHeader: EndpointHeader = {
  type: 'endpoint',
  vendorId: 0x8086,
  deviceId: 0x10fb,
  command: 6,
  status: 0,
  revision: 1,
  classCode: 0x020000,
  cacheLineSize: 16,
  multiFunction: true,
  interruptLine: 0,
  interruptPin: 1,
  bars: [0, 0, 0, 0, 0, 0],
  subsystemVendor: 0x8086,
  subsystemDevice: 0x000c,
  expansionRom: 0,
};

const sampleExpress: Capability = {
  id: 'pciExpress',
  offset: 0x90,
  portType: PORT_TYPE.endpoint,
  slotImplemented: false,
  deviceCapabilities: 0,
  deviceControl: 0,
  deviceStatus: 0,
  linkCapabilities: 0,
  linkControl: 0,
  linkStatus: 0,
  slotCapabilities: 0,
  slotControl: 0,
  slotStatus: 0,
  rootControl: 0,
  deviceCapabilities2: 0,
  deviceControl2: 0,
  linkCapabilities2: 0,
  linkControl2: 0,
};
