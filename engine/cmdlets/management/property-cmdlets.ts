/** Get-, Set-, New-, Remove-, Rename-, Copy-, Move-, Clear-ItemProperty, Get-ItemPropertyValue. seen: *Property.cs; RegistryProviderStrings */
import type { Bound, CommandContext } from '../../language/command';
import type { Program } from '../../language/host';
import { getMember, membersOf } from '../../language/net';
import type { Implementations } from '../../language/runtime/command-registry';
import { hasWildcards, matchesWildcard } from '../../language/text/wildcard';
import { PSCustomObject, type Value } from '../../language/values';
import { textsOf } from '../hyper-v/service';
import { drivesOf, type Place } from './drives';
import { attempt, existingPlaces, transactions } from './item-arguments';
import { notSupported, type PropertyAccess } from './item-provider';

/** The properties of a place; the real refusal where the provider has none. */
function accessOf(place: Place): PropertyAccess {
  if (!place.provider.properties)
    throw notSupported(
      'Cannot use interface. The IPropertyCmdletProvider interface is not supported by this provider.',
    );
  return place.provider.properties(place.path);
}
function dynamicAccess(place: Place): PropertyAccess {
  const access = place.provider.properties?.(place.path);
  if (!access?.dynamic)
    throw notSupported(
      'Cannot use interface. The IDynamicPropertyCmdletProvider interface is not implemented by this provider.',
    );
  return access;
}

/** Properties as one object, with PSPath and the like at its end. */
function propertyObject(ctx: CommandContext, place: Place, entries: Array<[string, Value]>): Value {
  const object = new PSCustomObject();
  for (const [name, value] of entries) object.set(name, value);
  for (const [name, value] of drivesOf(ctx).notes(place)) object.set(name, value);
  return object;
}

/** Names that patterns choose; one without wildcards that does not exist is an error. */
function chosenNames(ctx: CommandContext, access: PropertyAccess, patterns: string[]): string[] {
  const names: string[] = [];
  for (const pattern of patterns) {
    if (access.dynamic && hasWildcards(pattern)) {
      names.push(...access.names().filter((name) => matchesWildcard(name, pattern)));
      continue;
    }
    if (attempt(ctx, () => access.get(pattern)) !== undefined || access.has(pattern))
      names.push(spelled(access, pattern));
  }
  return names;
}
function spelled(access: PropertyAccess, name: string): string {
  return access.names().find((own) => own.toLowerCase() === name.toLowerCase()) ?? name;
}

const labelOf = (place: Place, name: string, value?: string): [target: string, action: string] =>
  place.provider.name === 'Registry'
    ? [`Item: ${place.path} Property: ${name}`, 'Set Property']
    : [
        `Item: ${place.path} Property: ${name} Value: ${value ?? ''}`,
        place.provider.isContainer(place.path) ? 'Set Property Directory' : 'Set Property File',
      ];

function kindOf(ctx: CommandContext, value: Value | undefined): string | undefined {
  return value === undefined || value === null ? undefined : ctx.text(value);
}

const bookkeeping = new Set(['pspath', 'psparentpath', 'pschildname', 'psdrive', 'psprovider', 'psiscontainer']);

export const propertyCmdlets: Implementations = {
  'Get-ItemProperty': {
    help: {
      synopsis: 'Gets the properties of a specified item.',
      examples: [
        {
          code: "Get-ItemProperty 'HKLM:\\SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion\\Virtualization' -Name IOVEnableOverride",
        },
      ],
    },
    notSimulated: transactions,
    process(ctx, p) {
      const drives = drivesOf(ctx);
      for (const place of existingPlaces(ctx, p)) {
        const access = attempt(ctx, () => accessOf(place));
        if (!access) continue;
        if (!ctx.isBound('Name')) {
          if (!access.dynamic) ctx.write(drives.item(place));
          else if (access.names().length > 0)
            ctx.write(
              propertyObject(
                ctx,
                place,
                access.names().map((name) => [name, access.get(name)]),
              ),
            );
          continue;
        }
        const names = chosenNames(ctx, access, textsOf(ctx, p.Name));
        if (names.length > 0)
          ctx.write(
            propertyObject(
              ctx,
              place,
              names.map((name) => [name, access.get(name)]),
            ),
          );
      }
    },
  },

  'Get-ItemPropertyValue': {
    help: { synopsis: 'Gets the value for one or more properties of a specified item.' },
    notSimulated: transactions,
    parameters: { Path: { position: 0 } },
    process(ctx, p) {
      const hasPath =
        (p.Path !== undefined && p.Path !== null) || (p.LiteralPath !== undefined && p.LiteralPath !== null);
      for (const place of existingPlaces(ctx, p, hasPath ? undefined : '.')) {
        const access = attempt(ctx, () => accessOf(place));
        if (!access) continue;
        for (const name of chosenNames(ctx, access, textsOf(ctx, p.Name))) ctx.write(access.get(name));
      }
    },
  },

  'Set-ItemProperty': {
    help: { synopsis: 'Creates or changes the value of a property of an item.' },
    notSimulated: transactions,
    parameters: { Type: { type: 'string', enumNames: undefined } },
    *process(ctx, p): Program<void> {
      for (const place of existingPlaces(ctx, p)) {
        const access = attempt(ctx, () => accessOf(place));
        if (!access) continue;
        const entries: Array<[string, Value]> =
          p.InputObject !== undefined && p.InputObject !== null
            ? membersOf(p.InputObject)
                .filter((member) => /Property$/.test(member.memberType) && !bookkeeping.has(member.name.toLowerCase()))
                .map((member) => [member.name, getMember(p.InputObject, member.name) ?? null])
            : [[ctx.text(p.Name), p.Value ?? null]];
        for (const [name, value] of entries) {
          if (!(yield* ctx.shouldProcess(...labelOf(place, name, ctx.text(value))))) continue;
          const done = attempt(ctx, () => {
            access.set(name, value, kindOf(ctx, p.Type));
            return true;
          });
          if (done && p.PassThru === true) ctx.write(propertyObject(ctx, place, [[name, access.get(name)]]));
        }
      }
    },
  },

  'New-ItemProperty': {
    help: {
      synopsis: 'Creates a new property for an item and sets its value.',
      examples: [
        {
          code: "New-ItemProperty 'HKLM:\\SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion\\Virtualization' -Name IOVEnableOverride -PropertyType DWord -Value 1",
        },
      ],
    },
    notSimulated: transactions,
    *process(ctx, p): Program<void> {
      for (const place of existingPlaces(ctx, p)) {
        const access = attempt(ctx, () => dynamicAccess(place));
        if (!access) continue;
        const name = ctx.text(p.Name);
        if (!(yield* ctx.shouldProcess(`Item: ${place.path} Property: ${name}`, 'New Property'))) continue;
        if (access.has(name) && p.Force !== true) {
          ctx.writeError({
            message: 'The property already exists.',
            id: 'System.IO.IOException',
            category: 'ResourceExists',
            target: place.path,
            exceptionType: 'System.IO.IOException',
          });
          continue;
        }
        const done = attempt(ctx, () => {
          access.create(name, kindOf(ctx, p.PropertyType), p.Value ?? null);
          return true;
        });
        if (done) ctx.write(propertyObject(ctx, place, [[spelled(access, name), access.get(name)]]));
      }
    },
  },

  'Remove-ItemProperty': {
    help: { synopsis: 'Deletes the property and its value from an item.' },
    notSimulated: transactions,
    *process(ctx, p): Program<void> {
      for (const place of existingPlaces(ctx, p)) {
        const access = attempt(ctx, () => dynamicAccess(place));
        if (!access) continue;
        for (const name of chosenNames(ctx, access, textsOf(ctx, p.Name))) {
          if (!(yield* ctx.shouldProcess(`Item: ${place.path} Property: ${name}`, 'Remove Property'))) continue;
          attempt(ctx, () => access.remove(name));
        }
      }
    },
  },

  'Rename-ItemProperty': {
    help: { synopsis: 'Renames a property of an item.' },
    notSimulated: transactions,
    *process(ctx, p): Program<void> {
      for (const place of existingPlaces(ctx, p)) {
        const access = attempt(ctx, () => dynamicAccess(place));
        if (!access) continue;
        const name = ctx.text(p.Name);
        const to = ctx.text(p.NewName);
        const label = `Item: ${place.path} SourceProperty: ${name} DestinationProperty: ${to}`;
        if (!(yield* ctx.shouldProcess(label, 'Rename property.'))) continue;
        attempt(ctx, () => transfer(access, name, access, to, true));
        if (p.PassThru === true && access.has(to)) ctx.write(propertyObject(ctx, place, [[to, access.get(to)]]));
      }
    },
  },

  'Copy-ItemProperty': {
    help: { synopsis: 'Copies a property and value from a specified location to another location.' },
    notSimulated: transactions,
    process: (ctx, p) => carry(ctx, p, false),
  },
  'Move-ItemProperty': {
    help: { synopsis: 'Moves a property from one location to another.' },
    notSimulated: transactions,
    process: (ctx, p) => carry(ctx, p, true),
  },

  'Clear-ItemProperty': {
    help: { synopsis: 'Clears the value of a property but does not delete the property.' },
    notSimulated: transactions,
    *process(ctx, p): Program<void> {
      for (const place of existingPlaces(ctx, p)) {
        const access = attempt(ctx, () => accessOf(place));
        if (!access) continue;
        const name = ctx.text(p.Name);
        if (!(yield* ctx.shouldProcess(`Item: ${place.path} Property: ${name}`, 'Clear Property'))) continue;
        const done = attempt(ctx, () => {
          access.clear(name);
          return true;
        });
        if (done && p.PassThru === true) ctx.write(propertyObject(ctx, place, [[name, access.get(name)]]));
      }
    },
  },
};

function transfer(from: PropertyAccess, name: string, to: PropertyAccess, newName: string, move: boolean): void {
  const kind = from.kind?.(name);
  const value = from.get(name);
  to.set(newName, value, kind);
  if (move) from.remove(name);
}

function* carry(ctx: CommandContext, p: Bound, move: boolean): Program<void> {
  const drives = drivesOf(ctx);
  const target = attempt(ctx, () => drives.glob(ctx.text(p.Destination), false)[0]);
  if (!target) return;
  for (const place of existingPlaces(ctx, p)) {
    const from = attempt(ctx, () => dynamicAccess(place));
    const to = attempt(ctx, () => dynamicAccess(target));
    if (!from || !to) continue;
    for (const name of textsOf(ctx, p.Name)) {
      const label = `Item: ${place.path} SourceProperty: ${name} DestinationItem: ${target.path} DestinationProperty: ${name}`;
      if (!(yield* ctx.shouldProcess(label, move ? 'Move Property' : 'Copy Property'))) continue;
      attempt(ctx, () => transfer(from, name, to, name, move));
      if (p.PassThru === true && to.has(name)) ctx.write(propertyObject(ctx, target, [[name, to.get(name)]]));
    }
  }
}
