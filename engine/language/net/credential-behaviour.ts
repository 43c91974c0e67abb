/** User names with passwords: PSCredential and System.Net.NetworkCredential. */
import { NetException } from '../errors';
import type { NetType } from '../types';
import { baseOf, knownTypes, NetObject, type Value } from '../values';
import { behave } from './binding';
import { SecureStringValue } from './identity-behaviour';

/** A user name and a password that nothing shows. */
export class PSCredential extends NetObject {
  constructor(
    readonly userName: string,
    readonly password: SecureStringValue,
  ) {
    super();
  }
  get netType(): NetType {
    return knownTypes['System.Management.Automation.PSCredential']!;
  }
}

/** A credential of plain texts: the answer of a question. */
export function credentialOf(userName: string, password: string): PSCredential {
  return new PSCredential(userName, new SecureStringValue(password));
}

/** `CONTOSO\name` or `name@contoso.com` taken apart; a text without domain is the name alone. */
export function splitUserName(userName: string): { user: string; domain: string } {
  const slash = userName.indexOf('\\');
  if (slash >= 0) return { user: userName.slice(slash + 1), domain: userName.slice(0, slash) };
  return { user: userName, domain: '' };
}

class NetworkCredential extends NetObject {
  constructor(
    public userName: string,
    public password: string,
    public domain: string,
  ) {
    super();
  }
  get netType(): NetType {
    return knownTypes['System.Net.NetworkCredential']!;
  }
}

const credential = (self: Value): PSCredential => self as PSCredential;
const network = (self: Value): NetworkCredential => self as NetworkCredential;

behave('System.Management.Automation.PSCredential', {
  methods: {
    GetNetworkCredential: (self) => {
      const { userName, password } = credential(self);
      // A user principal name stays whole. seen: PSCredential.SplitUserDomain takes only `domain\user` apart
      const { user, domain } = splitUserName(userName);
      return new NetworkCredential(user, password.text, domain);
    },
  },
  properties: {
    UserName: (self) => credential(self).userName,
    Password: (self) => credential(self).password,
  },
  staticProperties: { Empty: () => null },
  construct: (_self, [userName, password]) => {
    const name = String(baseOf(userName ?? '') ?? '');
    if (name === '') {
      throw new NetException(
        'System.Management.Automation.PSArgumentException',
        'Cannot process argument because the value of argument "userName" is not valid. Change the value of the "userName" argument and run the operation again.',
      );
    }
    const secret = baseOf(password ?? null);
    if (!(secret instanceof SecureStringValue)) {
      throw new NetException(
        'System.Management.Automation.PSArgumentNullException',
        'Cannot process argument because the value of argument "password" is null. Change the value of argument "password" to a non-null value.',
      );
    }
    return new PSCredential(name, secret);
  },
});

behave('System.Net.NetworkCredential', {
  properties: {
    UserName: {
      get: (self) => network(self).userName,
      set: (self, value) => {
        network(self).userName = String(value ?? '');
      },
    },
    Password: {
      get: (self) => network(self).password,
      set: (self, value) => {
        network(self).password = String(value ?? '');
      },
    },
    Domain: {
      get: (self) => network(self).domain,
      set: (self, value) => {
        network(self).domain = String(value ?? '');
      },
    },
    SecurePassword: {
      get: (self) => new SecureStringValue(network(self).password),
      set: (self, value) => {
        network(self).password = value instanceof SecureStringValue ? value.text : '';
      },
    },
  },
  construct: (_self, [userName, password, domain]) => {
    const secret = baseOf(password ?? null);
    const text = secret instanceof SecureStringValue ? secret.text : String(secret ?? '');
    return new NetworkCredential(String(userName ?? ''), text, String(domain ?? ''));
  },
});
