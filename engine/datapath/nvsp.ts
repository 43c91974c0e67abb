/**
 * NVSP, the protocol between NetVSC in the guest and NetVSP in the host, and the RNDIS messages it carries
 * (datapath.md 4, engine-behaviours 1 and 2). seen: OpenVMM netvsp/protocol.rs, lis-next hyperv_net.h
 */
export const NvspMessage = {
  init: 1,
  initComplete: 2,
  sendNdisVersion: 100,
  sendReceiveBuffer: 101,
  sendReceiveBufferComplete: 102,
  revokeReceiveBuffer: 103,
  sendSendBuffer: 104,
  sendSendBufferComplete: 105,
  revokeSendBuffer: 106,
  sendRndisPacket: 107,
  sendRndisPacketComplete: 108,
  sendNdisConfig: 125,
  sendVfAssociation: 128,
  switchDataPath: 129,
  subChannel: 133,
  sendIndirectionTable: 134,
} as const;

const NVSP_NAMES: Record<number, string> = {
  1: 'INIT',
  2: 'INIT_COMPLETE',
  100: 'SEND_NDIS_VER',
  101: 'SEND_RECV_BUF',
  102: 'SEND_RECV_BUF_COMPLETE',
  103: 'REVOKE_RECV_BUF',
  104: 'SEND_SEND_BUF',
  105: 'SEND_SEND_BUF_COMPLETE',
  106: 'REVOKE_SEND_BUF',
  107: 'SEND_RNDIS_PKT',
  108: 'SEND_RNDIS_PKT_COMPLETE',
  125: 'SEND_NDIS_CONFIG',
  128: 'SEND_VF_ASSOCIATION',
  129: 'SWITCH_DATA_PATH',
  133: 'SUBCHANNEL',
  134: 'SEND_INDIRECTION_TABLE',
};

export function nvspName(type: number): string {
  return NVSP_NAMES[type] ?? `message ${type}`;
}

/** assumed: Windows Server 2016 speaks V5; V6 came with later builds (Linux commit of 2018 adds it). */
export const NVSP_VERSION = 0x50000;
/** Versions from which a host tells of a VF. */
export const NVSP_VERSION_4 = 0x40000;
/** Payload words up to V6: 0x1c bytes. */
export const NVSP_WORDS = 7;

export const NvspStatus = { none: 0, success: 1, failure: 2 } as const;

/** Capability bits of SEND_NDIS_CONFIG. */
export const NdisCapability = { vmq: 1, sriov: 4, vlan: 8, correlation: 16, teaming: 32 } as const;

export const ChannelType = { data: 0, control: 1 } as const;
export const NO_SECTION = 0xffffffff | 0;

/** Path words of SWITCH_DATA_PATH. */
export const DataPath = { synthetic: 0, vf: 1 } as const;

/** Transaction ids of what the host starts: high word, then low. */
export const HOST_TRANSACTION_HIGH = 0x80000000 | 0;
export const HostTransaction = { association: 0, dataPath: 1 } as const;

export const RECEIVE_BUFFER_ID = 0xcafe;
/** The RNDIS packet header before each frame in a section. */
export const RNDIS_HEADER = 44;

export const RndisMessage = {
  packet: 1,
  initialize: 2,
  initializeComplete: 0x80000002 | 0,
  halt: 3,
  query: 4,
  queryComplete: 0x80000004 | 0,
  set: 5,
  setComplete: 0x80000005 | 0,
  indicateStatus: 7,
} as const;

export const RndisOid = {
  currentPacketFilter: 0x0001010e,
} as const;

export const RndisStatus = { mediaConnect: 0x4001000b, mediaDisconnect: 0x4001000c } as const;

/** DIRECTED, MULTICAST and BROADCAST. */
export const PACKET_FILTER = 1 | 2 | 8;

/** Guest transaction ids: 1.. are send sections, CONTROL.. are control messages that want an answer. */
export const GuestTransaction = { control: 0x0001_0000, gpaDirect: 0x0002_0000 } as const;
