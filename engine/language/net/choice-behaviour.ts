/** ChoiceDescription: what PromptForChoice offers. seen: ChoiceDescription.cs */
import { knownTypes, NetObject, type Value } from '../values';
import { behave } from './binding';
import { argumentError } from './object-behaviour';

class ChoiceDescription extends NetObject {
  constructor(
    readonly label: string,
    public helpMessage: string,
  ) {
    super();
  }
  get netType() {
    return knownTypes['System.Management.Automation.Host.ChoiceDescription'];
  }
}

const choice = (self: Value): ChoiceDescription => self as ChoiceDescription;

behave('System.Management.Automation.Host.ChoiceDescription', {
  construct: (_self, [label, help]) => {
    const text = String(label ?? '');
    if (text === '') {
      throw argumentError(
        'Cannot process argument because the value of argument "label" is not valid. Change the value of the "label" argument and run the operation again.',
      );
    }
    return new ChoiceDescription(text, String(help ?? ''));
  },
  convertFrom: (value) => (typeof value === 'string' && value !== '' ? new ChoiceDescription(value, '') : undefined),
  properties: {
    Label: (self) => choice(self).label,
    HelpMessage: {
      get: (self) => choice(self).helpMessage,
      set: (self, value) => {
        choice(self).helpMessage = String(value ?? '');
      },
    },
  },
});
